// Notices: messages while a run is started, resumed or read, which are no errors.
#pragma once
#include <string_view>

#include "base/result.h"

namespace pawl::runs {

/// Implemented by what shows them. A message is one line without the newline. Calls come from all threads
/// that carry out runs.
class Notices {
 public:
  virtual ~Notices() = default;
  /// What happens now: "waiting for process 17".
  virtual void info(std::string_view message) = 0;
  virtual void warning(std::string_view message) = 0;
  /// What can be done about the message before.
  virtual void hint(std::string_view message) = 0;
  /// Takes events as text where HistorySettings::events is "-". False: their reader has gone.
  virtual Result<bool> write_events(std::string_view /*lines*/) { return false; }
};

}  // namespace pawl::runs
