#include "jsonpath/program.h"

#include <algorithm>

#include "jsonpath/filter.h"

namespace pawl::jsonpath {

SegmentDetail::SegmentDetail() = default;
SegmentDetail::~SegmentDetail() = default;

void PathProgram::settle() {
  bool rest_is_definite = true;
  for (size_t i = segments.size(); i-- > 0;) {
    Segment& segment = segments[i];
    segment.leaf = i + 1 == segments.size();
    const bool follows_definite = i == 0 || segments[i - 1].is_definite();
    segment.may_be_missing = !segment.leaf && !(rest_is_definite && follows_definite);
    rest_is_definite = rest_is_definite && segment.is_definite();
    simple = simple && segment.is_definite() && segment.kind != SegmentKind::Names;
  }
  definite = rest_is_definite;
}

namespace {

std::string indexes_text(const std::vector<int32_t>& indexes) {
  std::string out;
  for (const int32_t index : indexes) out += (out.empty() ? "[" : ",") + std::to_string(index);
  return out + "]";
}

std::string segment_text(const Segment& segment) {
  switch (segment.kind) {
    case SegmentKind::Name: return names_text({segment.name});
    case SegmentKind::Names: return names_text(segment.detail->names);
    case SegmentKind::Index: return "[" + std::to_string(segment.index) + "]";
    case SegmentKind::FromEnd: return "[@.size()" + std::to_string(segment.index) + "]";
    case SegmentKind::Indexes: return indexes_text(segment.detail->indexes);
    case SegmentKind::Slice: {
      const Slice& slice = segment.detail->slice;
      const auto bound = [](const std::optional<int32_t>& at) { return at ? std::to_string(*at) : ""; };
      return "[" + bound(slice.from) + ":" + bound(slice.to) + "]";
    }
    case SegmentKind::Wildcard: return "[*]";
    case SegmentKind::Scan: return "..";
    case SegmentKind::Filter: return "[?]";
  }
  return "";
}

}  // namespace

std::string names_text(const std::vector<Value>& names) {
  std::string out = "[";
  for (const Value& name : names) {
    if (out.size() > 1) out += ", ";
    out.append("'").append(name.as_string()).append("'");
  }
  return out + "]";
}

std::string segments_text(const PathProgram& program, size_t from) {
  std::string out;
  for (size_t i = from; i < program.segments.size(); ++i) out += segment_text(program.segments[i]);
  return out;
}

// ---- Path

Path::Path() : text_("$") {
  static const auto root_only = std::make_shared<const PathProgram>();
  program_ = root_only;
}

bool Path::is_root_only() const { return program_->segments.empty(); }

bool Path::is_definite() const { return program_->definite; }

bool Path::is_reference() const {
  return program_->simple && std::all_of(program_->segments.begin(), program_->segments.end(),
                                         [](const Segment& segment) { return segment.plain; });
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

std::vector<Path::Step> Path::sample_steps() const {
  std::vector<Step> steps;
  for (const Segment& segment : program_->segments) {
    if (segment.kind == SegmentKind::Name) steps.push_back({.name = &segment.name});
    else if (segment.kind == SegmentKind::Index) steps.push_back({.index = segment.index});
    else if (segment.kind != SegmentKind::Names && segment.kind != SegmentKind::Scan) steps.push_back({});
  }
  return steps;
}

}  // namespace pawl::jsonpath
