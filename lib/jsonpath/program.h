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

struct Filter;

enum class SegmentKind : uint8_t {
  Name,      // ['a']
  Index,     // [0]
  FromEnd,   // [(@.length-1)]; `index` is -1
  Names,     // ['a','b']: one object of those that are there
  Indexes,   // [0,1]
  Slice,     // [0:2]
  Wildcard,  // [*]
  Scan,      // ..
  Filter,    // [?(…)]
};

struct Slice {
  std::optional<int32_t> from;
  std::optional<int32_t> to;
  bool has_step = false;  // which is not heeded
};

/// What only the rarer segments have.
struct SegmentDetail {
  std::vector<Value> names;
  std::vector<int32_t> indexes;
  Slice slice;
  std::unique_ptr<const Filter> filter;

  SegmentDetail();
  ~SegmentDetail();
};

struct Segment {
  SegmentKind kind = SegmentKind::Name;
  bool plain = true;  // within the spec's reference paths, as far as spelling goes
  bool leaf = false;
  bool may_be_missing = false;  // of a name that is not the leaf: what lacks it is passed over
  int32_t index = 0;
  mutable uint32_t place = 0;  // where an object had the name the last time
  Value name;
  std::unique_ptr<SegmentDetail> detail;

  [[nodiscard]] bool is_definite() const { return kind <= SegmentKind::Names; }
};

struct PathProgram {
  std::vector<Segment> segments;
  bool definite = true;
  bool simple = true;  // names and indexes only, also from the end

  /// Sets what depends on the segments' places. To be called once they are complete.
  void settle();
};

/// The segments from `from` on as messages show them: `['a'][0][?]`.
std::string segments_text(const PathProgram& program, size_t from);
/// Names as messages show them: `['a', 'b']`.
std::string names_text(const std::vector<Value>& names);

/// Thrown by the compiler, caught in Path::parse.
struct SyntaxFault {
  std::string message;
  size_t offset;  // byte in the whole text
};

/// Compiles a path that starts with `$` or `@`. `base` is where `text` stands in the whole text, `nesting`
/// how many filters are around it. Throws SyntaxFault.
PathProgram parse_program(std::string_view text, size_t base, int nesting);

}  // namespace pawl::jsonpath
