// Where pawl keeps what several of its processes share: $PAWL_STATE_DIR, else
// ${XDG_STATE_HOME:-~/.local/state}/pawl.
#pragma once
#include <string>

#include "base/result.h"

namespace pawl::waiting {

/// Errors: neither XDG_STATE_HOME nor HOME is set.
Result<std::string> state_folder();

}  // namespace pawl::waiting
