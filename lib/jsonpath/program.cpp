#include "jsonpath/program.h"

#include <algorithm>
#include <array>
#include <utility>

#include "jsonpath/filter_node.h"

namespace pawl::jsonpath {

SegmentDetail::SegmentDetail() = default;
SegmentDetail::~SegmentDetail() = default;

bool Segment::is_definite() const {
  switch (kind) {
    case SegmentKind::Name:
    case SegmentKind::Index:
    case SegmentKind::Function: return true;
    case SegmentKind::Names: return leaf;  // the members found are put into one object
    default: return false;
  }
}

void Program::settle() {
  definite = true;
  simple = true;
  for (Segment& segment : segments) {
    segment.upstream_definite = definite;
    segment.leaf = &segment == &segments.back();
    definite = definite && segment.is_definite();
    simple = simple && (segment.kind == SegmentKind::Name || segment.kind == SegmentKind::Index);
  }
  ends_in_function = !segments.empty() && segments.back().kind == SegmentKind::Function;
}

std::vector<Path::Step> Path::first_steps() const {
  std::vector<Step> steps;
  for (const Segment& segment : program_->segments) {
    if (segment.kind == SegmentKind::Name) steps.push_back({.name = &segment.name});
    else if (segment.kind == SegmentKind::Index) steps.push_back({.index = segment.index});
    else break;
  }
  return steps;
}

namespace {

void append_segment(std::string& out, const Segment& segment) {
  switch (segment.kind) {
    case SegmentKind::Name:
      out += '[';
      out += segment.quote;
      out += segment.name.as_string();
      out += segment.quote;
      out += ']';
      break;
    case SegmentKind::Names: {
      char before = '[';
      for (const Value& name : segment.detail->names) {
        out += before;
        out += segment.quote;
        out += name.as_string();
        out += segment.quote;
        before = ',';
      }
      out += ']';
      break;
    }
    case SegmentKind::Index: out += '[' + std::to_string(segment.index) + ']'; break;
    case SegmentKind::Indexes: {
      char before = '[';
      for (const int32_t index : segment.detail->indexes) {
        out += before + std::to_string(index);
        before = ',';
      }
      out += ']';
      break;
    }
    case SegmentKind::Slice: {
      const Slice& slice = segment.detail->slice;
      out += '[';
      if (slice.from) out += std::to_string(*slice.from);
      out += ':';
      if (slice.to) out += std::to_string(*slice.to);
      out += ']';
      break;
    }
    case SegmentKind::Wildcard: out += "[*]"; break;
    case SegmentKind::Descent: out += ".."; break;
    case SegmentKind::Filter: out += "[?]"; break;
    case SegmentKind::Function:
      out += '.' + segment.detail->function->name +
             (segment.detail->function->parameters.empty() ? "()" : "(...)");
      break;
  }
}

}  // namespace

std::string segments_text(const Program& program, size_t from, size_t to) {
  std::string out;
  for (size_t i = from; i < to; ++i) append_segment(out, program.segments[i]);
  return out;
}

std::string Program::text() const {
  return (from_item ? '@' : '$') + segments_text(*this, 0, segments.size());
}

std::string location_text(const Program& program, size_t segments) {
  std::string out(1, program.from_item ? '@' : '$');
  for (size_t i = 0; i < segments; ++i) {
    const Segment& segment = program.segments[i];
    if (segment.kind == SegmentKind::Name) out.append("['").append(segment.name.as_string()).append("']");
    else if (segment.kind == SegmentKind::Index) append_segment(out, segment);
  }
  return out;
}

FunctionKind find_function(std::string_view name) {
  static constexpr std::array kFunctions = {
      std::pair{std::string_view("avg"), FunctionKind::Avg},
      std::pair{std::string_view("stddev"), FunctionKind::StdDev},
      std::pair{std::string_view("sum"), FunctionKind::Sum},
      std::pair{std::string_view("min"), FunctionKind::Min},
      std::pair{std::string_view("max"), FunctionKind::Max},
      std::pair{std::string_view("concat"), FunctionKind::Concat},
      std::pair{std::string_view("length"), FunctionKind::Length},
      std::pair{std::string_view("size"), FunctionKind::Length},
      std::pair{std::string_view("append"), FunctionKind::Append},
      std::pair{std::string_view("keys"), FunctionKind::Keys},
      std::pair{std::string_view("first"), FunctionKind::First},
      std::pair{std::string_view("last"), FunctionKind::Last},
      std::pair{std::string_view("index"), FunctionKind::Index},
  };
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [name](const auto& row) { return row.first == name; });
  return found == kFunctions.end() ? FunctionKind::Unknown : found->second;
}

// ---- Path

Path::Path() : text_("$") {
  static const auto root_only = std::make_shared<const Program>();
  program_ = root_only;
}

bool Path::is_root_only() const { return program_->segments.empty(); }

bool Path::is_definite() const { return program_->definite; }

bool Path::is_reference() const {
  return program_->simple && std::all_of(program_->segments.begin(), program_->segments.end(),
                                         [](const Segment& segment) { return segment.plain; });
}

}  // namespace pawl::jsonpath
