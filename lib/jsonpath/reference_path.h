// ReferencePath: the writable subset of JSONPath, for ResultPath (spec: "Reference Paths").
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "jsonpath/path.h"

namespace pawl::jsonpath {

class ReferencePath {
 public:
  /// `$`
  ReferencePath() = default;
  /// `$` followed by names and indexes; no context object, no variable.
  static tl::expected<ReferencePath, SyntaxError> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_root_only() const { return segments_.empty(); }

  /// `root` with `value` put at this path. Missing objects are made on the way. An error where the path
  /// crosses a value that cannot hold it (a scalar; an index outside its array).
  [[nodiscard]] tl::expected<Value, std::string> write(const Value& root, Value value) const;

 private:
  std::string text_ = "$";
  std::vector<std::variant<Value, size_t>> segments_;  // names (strings) and indexes
};

}  // namespace pawl::jsonpath
