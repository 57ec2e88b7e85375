// The forms in which AWS's tools print and download events, as JSON text.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::history {

/// `text` (UTF-8) is JSON, YAML (`aws --output yaml` and `yaml-stream`), CSV of CloudWatch Logs, or lines
/// with a time before their JSON (`aws logs tail`). What stands in a line stands in the same line of the
/// JSON. Errors begin with the line: it is none of these (see no_history()), or broken.
Result<std::string> as_json_text(std::string text);

/// Whether a text that begins so may be one of these: the rest of a file need not be read if not.
bool may_be_events(std::string_view head);

/// Why a text (UTF-8, not empty) is no history: what it seems to be, and what to do.
std::string no_history(std::string_view text);

}  // namespace pawl::history
