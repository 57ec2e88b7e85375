// Notices: what has to be said while a run is started, resumed or read, and is no error.
#pragma once
#include <string_view>

#include "base/result.h"

namespace pawl::runs {

/// Implemented by whoever shows it. Messages are one line without the newline; calls may come from several
/// threads where runs do.
class Notices {
 public:
  virtual ~Notices() = default;
  /// What happens now: "waiting for process 17".
  virtual void info(std::string_view message) = 0;
  virtual void warning(std::string_view message) = 0;
  /// What could be done about what was said before.
  virtual void hint(std::string_view message) = 0;
  /// Takes events as text where HistorySettings::events is "-". False: nobody reads them any more.
  virtual Result<bool> write_events(std::string_view /*lines*/) { return false; }
};

}  // namespace pawl::runs
