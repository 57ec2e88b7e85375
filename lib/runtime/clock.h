// Clocks of a run (`--time`): the time that an execution sees, and how long to wait in real time until
// something is due.
#pragma once
#include <memory>
#include <optional>

#include "base/timestamp.h"
#include "runtime/run.h"

namespace pawl::runtime {

/// Wall-clock time.
Millis wall_millis();
/// Milliseconds of a monotonic clock that also counts while the machine sleeps.
Millis steady_millis();

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Millis now() const = 0;
  /// Real milliseconds to wait until the clock shows `due`; nullopt: waiting does not help, the clock has to
  /// jump.
  [[nodiscard]] virtual std::optional<Millis> wait_until(Millis due) const = 0;
  /// Shows `due` now, if that is later.
  virtual void jump_to(Millis due) = 0;
  /// How many tasks take real time now. While there are any, a virtual clock runs in real time, so that their
  /// time-outs work.
  virtual void set_in_flight(size_t /*tasks*/) {}
  /// Virtual time that passed without a wait.
  [[nodiscard]] virtual Millis skipped() const { return 0; }
};

/// A clock that shows `start` now.
std::unique_ptr<Clock> make_clock(const TimeMode& mode, Millis start);

}  // namespace pawl::runtime
