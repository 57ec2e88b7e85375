// Signatures of functions, `<s-nn?:s>`: which arguments a call must have, and where the context stands in for
// one.
#pragma once
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "jsonata/error.h"
#include "value/value.h"

namespace pawl::jsonata {

class Signature {
 public:
  /// S0401, S0402.
  static Expected<std::shared_ptr<const Signature>> parse(std::string_view text);

  /// Checks the arguments and gives them the form the function expects: an array where one is wanted, the
  /// context where an argument is missing. T0410 to T0412, null when all is well. `arguments` holds as many
  /// as are given.
  [[nodiscard]] std::unique_ptr<JsonataError> apply(std::vector<Value>& arguments,
                                                    const Value& context) const;

  /// The same where nothing has to change: each argument matches the parameter at its place. False says
  /// nothing.
  [[nodiscard]] bool fits(std::span<const Value> arguments) const;

  [[nodiscard]] size_t size() const { return parameters_.size(); }

 private:
  struct Parameter {
    uint16_t types = 0;    // bits of the types it takes
    uint16_t subtype = 0;  // what an array must hold; 0: anything
    char subtype_letter = 0;
    bool is_array = false;  // `a`: one value becomes an array of one
    bool is_optional = false;
    bool is_repeated = false;
    bool takes_context = false;
  };

  [[nodiscard]] bool match(std::span<const uint16_t> types, size_t parameter, size_t argument, size_t last,
                           std::span<size_t> taken, bool whole) const;
  [[nodiscard]] std::unique_ptr<JsonataError> mismatch(std::span<const Value> arguments,
                                                       std::span<const uint16_t> types) const;

  std::vector<Parameter> parameters_;
};

}  // namespace pawl::jsonata
