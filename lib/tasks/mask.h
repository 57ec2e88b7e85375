// Secrets are handed to tasks, but never shown: every text that came near a task passes through here before
// people or files see it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "value/value.h"

namespace pawl::tasks {

/// `text` with every occurrence of a secret replaced by `***`. Of overlapping ones the longest goes; empty
/// secrets are ignored.
std::string mask(std::string_view text, std::span<const std::string> secrets);
/// The same for every string inside a value, keys included.
Value mask(const Value& value, std::span<const std::string> secrets);

}  // namespace pawl::tasks
