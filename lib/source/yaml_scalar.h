// YAML 1.2's core schema: the values of plain scalars.
#pragma once
#include <optional>
#include <string_view>

#include "value/value.h"

namespace pawl::source {

/// null, true, false, whole and decimal numbers in the core schema's spellings; every other text is a string,
/// so `no`, `on`, `1:30` and `2024-01-01` stay text. nullopt for .inf and .nan, which JSON cannot hold.
std::optional<Value> plain_scalar(std::string_view text);

}  // namespace pawl::source
