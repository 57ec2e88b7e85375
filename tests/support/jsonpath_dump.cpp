#include "support/jsonpath_dump.h"

#include "jsonpath/filter.h"
#include "jsonpath/program.h"

namespace pawl::test {
namespace {

using namespace jsonpath;

std::string dump(const PathProgram& program);

std::string joined(const std::vector<Value>& names) {
  std::string out;
  for (const Value& name : names) out.append(out.empty() ? "" : ", ").append(name.as_string());
  return out;
}

std::string joined(const std::vector<int32_t>& indexes) {
  std::string out;
  for (const int32_t index : indexes) out.append(out.empty() ? "" : ", ").append(std::to_string(index));
  return out;
}

std::string bound(const std::optional<int32_t>& at) { return at ? std::to_string(*at) : "-"; }

std::string dump(const Operand& operand) {
  if (operand.path) return (operand.from_document ? "$" : "@") + dump(*operand.path);
  if (operand.pattern) return "pattern";
  return (operand.is_number ? "number " : "text ") + std::string(operand.text.as_string());
}

std::string dump(const Criterion& criterion) {
  const char* const kNames[] = {"==", ">=", "<=", "!=", "<", ">", "=~", "exists", "missing"};
  const std::string name = kNames[static_cast<size_t>(criterion.op)];
  if (criterion.op == Operator::Exists || criterion.op == Operator::NotExists)
    return name + " " + dump(criterion.left);
  return dump(criterion.left) + " " + name + " " + dump(criterion.right);
}

std::string dump(const Filter& filter) {
  std::string out;
  for (const auto& all : filter.any_of_all) {
    if (!out.empty()) out += " or ";
    std::string part;
    for (const Criterion& criterion : all) part += (part.empty() ? "" : " and ") + dump(criterion);
    out += filter.any_of_all.size() > 1 && all.size() > 1 ? "(" + part + ")" : part;
  }
  return out;
}

std::string dump(const Segment& segment) {
  switch (segment.kind) {
    case SegmentKind::Name: return "name(" + std::string(segment.name.as_string()) + ")";
    case SegmentKind::Index: return "index(" + std::to_string(segment.index) + ")";
    case SegmentKind::FromEnd: return "from_end(" + std::to_string(segment.index) + ")";
    case SegmentKind::Names: return "names(" + joined(segment.detail->names) + ")";
    case SegmentKind::Indexes: return "indexes(" + joined(segment.detail->indexes) + ")";
    case SegmentKind::Slice: {
      const Slice& slice = segment.detail->slice;
      return "slice(" + bound(slice.from) + ", " + bound(slice.to) + (slice.has_step ? ", step" : "") + ")";
    }
    case SegmentKind::Wildcard: return "wildcard";
    case SegmentKind::Scan: return "scan";
    case SegmentKind::Filter: return "filter(" + dump(*segment.detail->filter) + ")";
  }
  return {};
}

bool is_name(const Segment& segment) {
  return segment.kind == SegmentKind::Name || segment.kind == SegmentKind::Names;
}

std::string dump(const PathProgram& program) {
  std::string out;
  for (const Segment& segment : program.segments)
    out += " " + dump(segment) + (is_name(segment) && segment.may_be_missing ? "?" : "");
  return out;
}

}  // namespace

std::string dump_path(std::string_view text) {
  const auto path = Path::parse(text);
  if (!path) return path.error().message;
  std::string root = "$";
  if (path->root() == Root::Context) root = "$$";
  if (path->root() == Root::Variable) root += path->variable().as_string();
  const char* const use = path->is_reference()  ? "reference "
                          : path->is_definite() ? "definite "
                                                : "indefinite ";
  return use + root + dump(path->program());
}

}  // namespace pawl::test
