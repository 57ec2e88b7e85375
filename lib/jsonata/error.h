// JsonataError: why a JSONata expression cannot be parsed or evaluated, as jsonata-js tells it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "value/value.h"

namespace pawl::jsonata {

struct JsonataError {
  static constexpr size_t kNowhere = static_cast<size_t>(-1);

  enum class Kind : uint8_t {
    Expression,  // has a code of jsonata-js
    Memory,      // over the limit of memory
    Stack,       // nested or recursing too deep
    Time,        // over the limit of steps or time
    Function,    // the result is, or holds, a function
    Internal,    // what AWS reports as an internal error ($base64decode of what is no base64)
  };

  std::string code;               // "T2002"; empty for the two that AWS gives none (memory, stack)
  std::string message;            // the text of jsonata-js 2.0.6 with its values filled in as JSON
  std::string token;              // what the message calls the token; empty if none
  bool token_is_literal = false;  // the token is a number or a word: shown without quotes
  Value value;                    // what the message calls the value; null if none
  size_t position = kNowhere;     // byte in the expression's text
  Kind kind = Kind::Expression;
  // What only some messages mention.
  Value value2;
  std::string type;  // "numbers"
  size_t index = 0;  // of an argument, from 1; 0 if none
};

/// Held by pointer, so that a result without an error stays small.
template <class T>
using Expected = tl::expected<T, std::unique_ptr<JsonataError>>;

/// An error of the given code with its message made from jsonata-js's table: {{token}} and {{value}} are
/// filled in.
tl::unexpected<std::unique_ptr<JsonataError>> error(std::string_view code, std::string token = {},
                                                    Value value = {},
                                                    size_t position = JsonataError::kNowhere);

/// The text of jsonata-js's table for the error's code with the error's parts filled in; `message` is left
/// alone by codes whose text is the caller's (D3137, D3141).
void fill_message(JsonataError& error);

}  // namespace pawl::jsonata
