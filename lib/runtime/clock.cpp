#include "runtime/clock.h"

#include <time.h>

#include <algorithm>
#include <cmath>

namespace pawl::runtime {

namespace {

Millis read(clockid_t clock) {
  timespec at{};
  ::clock_gettime(clock, &at);
  return Millis{at.tv_sec} * 1000 + at.tv_nsec / 1'000'000;
}

}  // namespace

Millis wall_millis() { return read(CLOCK_REALTIME); }
Millis steady_millis() { return read(CLOCK_BOOTTIME); }

namespace {

/// Real time, or a multiple of it.
class RunningClock : public Clock {
 public:
  RunningClock(Millis start, double factor) : start_(start), began_(steady_millis()), factor_(factor) {}

  [[nodiscard]] Millis now() const override { return start_ + passed(); }
  [[nodiscard]] std::optional<Millis> wait_until(Millis due) const override {
    const Millis left = std::max<Millis>(0, due - now());
    return factor_ == 1 ? left : static_cast<Millis>(std::ceil(static_cast<double>(left) / factor_));
  }
  void jump_to(Millis due) override { start_ += std::max<Millis>(0, due - now()); }
  [[nodiscard]] Millis skipped() const override { return std::max<Millis>(0, passed() - elapsed()); }

 private:
  [[nodiscard]] Millis elapsed() const { return steady_millis() - began_; }
  [[nodiscard]] Millis passed() const {
    return factor_ == 1 ? elapsed() : static_cast<Millis>(static_cast<double>(elapsed()) * factor_);
  }

  Millis start_;
  Millis began_;
  double factor_;
};

/// Advances only by jumps, and in real time while tasks are in flight.
class SkippingClock : public Clock {
 public:
  explicit SkippingClock(Millis start) : shown_(start) {}

  [[nodiscard]] Millis now() const override { return shown_ + (runs_ ? steady_millis() - since_ : 0); }
  [[nodiscard]] std::optional<Millis> wait_until(Millis due) const override {
    if (runs_) return std::max<Millis>(0, due - now());
    if (due <= now()) return 0;
    return std::nullopt;
  }
  void jump_to(Millis due) override {
    const Millis gap = due - now();
    if (gap <= 0) return;
    shown_ += gap;
    skipped_ += gap;
  }
  void set_in_flight(size_t tasks) override {
    if ((tasks > 0) == runs_) return;
    shown_ = now();
    runs_ = tasks > 0;
    since_ = steady_millis();
  }
  [[nodiscard]] Millis skipped() const override { return skipped_; }

 private:
  Millis shown_;
  Millis since_ = 0;
  Millis skipped_ = 0;
  bool runs_ = false;
};

}  // namespace

std::unique_ptr<Clock> make_clock(const TimeMode& mode, Millis start) {
  switch (mode.kind) {
    case TimeMode::Kind::Skip: return std::make_unique<SkippingClock>(start);
    case TimeMode::Kind::Scaled: return std::make_unique<RunningClock>(start, mode.factor);
    case TimeMode::Kind::Real: break;
  }
  return std::make_unique<RunningClock>(start, 1);
}

}  // namespace pawl::runtime
