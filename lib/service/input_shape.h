// InputShape: the members that a call of the Step Functions API may bring, with their constraints
// (model.txt).
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/fault.h"
#include "value/value.h"

namespace pawl::service {

inline constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();

/// One member. `min` and `max` are those of a text's length in characters, of a number, or of the elements of
/// a list.
struct InputShape {
  enum class Type : uint8_t { Text, AliasName, Integer, Number, Boolean, List, Structure };

  std::string name;
  Type type = Type::Text;
  bool is_required = false;
  int64_t min = 0;
  int64_t max = kUnbounded;
  std::vector<std::string> values;            // all there are of an enumeration, as AWS lists them
  std::string structure;                      // of a Structure, or of a List of them: its name
  std::vector<InputShape> members;            // the same: its members
  std::shared_ptr<const InputShape> element;  // of a List of texts; else null
};

/// The members of an operation's input. Demands that the model has the operation.
const std::vector<InputShape>& input_of(std::string_view operation);

/// Errors: SerializationException where a member has another type; ValidationException with all constraints
/// that `input` breaks. Members that are null count as absent; unknown ones are ignored.
Served<void> check_input(std::span<const InputShape> members, const Value& input);

}  // namespace pawl::service
