// What a path is compiled to. Private to jsonpath/: everyone else sees Path.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jsonpath/path.h"
#include "value/value.h"

namespace pawl::jsonpath {

struct FilterNode;
struct FunctionCall;

enum class SegmentKind : uint8_t { Name, Names, Index, Indexes, Slice, Wildcard, Descent, Filter, Function };

struct Slice {
  std::optional<int32_t> from;
  std::optional<int32_t> to;
};

/// What only the rarer segments have.
struct SegmentDetail {
  std::vector<Value> names;
  std::vector<int32_t> indexes;
  Slice slice;
  std::unique_ptr<const FilterNode> filter;
  std::unique_ptr<const FunctionCall> function;

  SegmentDetail();
  ~SegmentDetail();
};

struct Segment {
  SegmentKind kind = SegmentKind::Name;
  char quote = '\'';              // how names were quoted: messages show them the same way
  bool plain = true;              // within the spec's reference paths, as far as spelling goes
  bool upstream_definite = true;  // the segments before this one name at most one node
  bool leaf = false;
  int32_t index = 0;
  mutable uint32_t place = 0;  // where an object had the name the last time
  Value name;
  std::unique_ptr<SegmentDetail> detail;

  [[nodiscard]] bool is_definite() const;
};

struct Program {
  std::vector<Segment> segments;
  bool definite = true;
  bool simple = true;      // names and indexes only
  bool from_item = false;  // starts with `@`
  bool ends_in_function = false;

  /// Sets what depends on the segments' places. To be called once they are complete.
  void settle();
  /// The path as messages show it: `$['a'][0][?]`.
  [[nodiscard]] std::string text() const;
};

/// The segment, and those after it, as messages show them.
std::string segments_text(const Program& program, size_t from, size_t to);
/// The place of a node below definite segments only, as messages show it; quotes are always single here.
std::string location_text(const Program& program, size_t segments);

/// Something a function call is given: a path, or JSON text.
struct Parameter {
  std::optional<Program> path;
  Value json;
  std::string json_error;  // not empty: the text is no JSON, which is only said when the call is made
};

enum class FunctionKind : uint8_t {
  Unknown,
  Avg,
  StdDev,
  Sum,
  Min,
  Max,
  Concat,
  Length,
  Append,
  Keys,
  First,
  Last,
  Index,
};

struct FunctionCall {
  std::string name;
  FunctionKind kind = FunctionKind::Unknown;
  std::vector<Parameter> parameters;
};

FunctionKind find_function(std::string_view name);

}  // namespace pawl::jsonpath
