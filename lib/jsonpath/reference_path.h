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

  /// `root` with `value` put at this path. Missing objects are made on the way, and a missing array for its
  /// first element. An error where the path crosses a value that cannot hold it (a scalar; an index outside
  /// its array): conflict().
  [[nodiscard]] tl::expected<Value, std::string> write(const Value& root, Value value) const;
  /// AWS's sentence where nothing stands at this path in `root`; empty where something does.
  [[nodiscard]] std::string unreadable(const Value& root) const;

 private:
  using Segment = std::variant<Value, size_t>;  // a name (a string) or an index

  /// AWS's sentence for a segment that `root` has no place for; recorded with whole inputs, never with the
  /// part that the segment met.
  [[nodiscard]] std::string conflict(const Segment& segment, const Value& root) const;

  std::string text_ = "$";
  std::vector<Segment> segments_;
};

}  // namespace pawl::jsonpath
