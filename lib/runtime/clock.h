// Clocks of a run (`--time`). What an execution sees as now, and how long to wait really until something is
// due.
#pragma once
#include <memory>
#include <optional>

#include "base/timestamp.h"
#include "runtime/run.h"

namespace pawl::runtime {

/// What the clock on the wall shows.
Millis wall_millis();
/// Milliseconds of a clock that never goes back and also counts while the machine sleeps.
Millis steady_millis();

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Millis now() const = 0;
  /// How long to wait really, in milliseconds, until the clock shows `due`; nullopt: no wait brings it there,
  /// it must be told to jump.
  [[nodiscard]] virtual std::optional<Millis> wait_until(Millis due) const = 0;
  /// A virtual clock goes to `due`, if that is later.
  virtual void jump_to(Millis /*due*/) {}
  /// How many tasks take real time just now: meanwhile a virtual clock runs like a real one, so that their
  /// time-outs work.
  virtual void set_in_flight(size_t /*tasks*/) {}
  /// Time that passed without being waited for.
  [[nodiscard]] virtual Millis skipped() const { return 0; }
};

/// A clock that shows `start` now.
std::unique_ptr<Clock> make_clock(const TimeMode& mode, Millis start);

}  // namespace pawl::runtime
