#include "jsonpath/evaluate.h"

#include <algorithm>

#include "jsonpath/evaluator.h"
#include "value/java_text.h"

namespace pawl::jsonpath {
namespace {

using Kind = PathFailure::Kind;

constexpr uint64_t kShownContext = 10'000;

/// The index that a segment means in an array.
int64_t index_in(const Segment& segment, const Value& array) {
  return segment.index +
         (segment.kind == SegmentKind::FromEnd ? static_cast<int64_t>(array.items().size()) : 0);
}

const Value* item_at(const Value& array, int64_t index) {
  const std::span<const Value> items = array.items();
  return static_cast<uint64_t>(index) < items.size() ? &items[static_cast<size_t>(index)] : nullptr;
}

std::string index_text(int64_t index) { return "[" + std::to_string(index) + "]"; }

}  // namespace

std::string java_text(const Value& value) {
  std::string text;
  if (!append_java_text(value, kShownContext, text)) text.resize(kShownContext);
  return text;
}

std::string EvaluationFailure::message() const { return has_place ? before + '$' + place + after : before; }

// ---- Session

bool Session::fail_exhausted() {
  return fail(Kind::Other, "The path visits more than " + std::to_string(kMaxSteps) + " nodes");
}

bool Session::fail_too_deep() { return fail(Kind::Other, "The path nests too deeply"); }

bool Session::fail(Kind kind, std::string message) {
  failure = {.kind = kind, .before = std::move(message)};
  return false;
}

// ---- PathEvaluator

const Value* find_simple(const PathProgram& program, const Value& start) {
  const Value* value = &start;
  for (const Segment& segment : program.segments) {
    if (segment.kind == SegmentKind::Name) {
      value = value->find(segment.name, segment.place);
      if (value == nullptr) return nullptr;
    } else {
      value = item_at(*value, index_in(segment, *value));
      if (value == nullptr) return nullptr;
    }
  }
  return value;
}

/// Follows the path from segment `at` on. Segments that name one node are followed in the loop, others by
/// recursion.
bool PathEvaluator::walk(size_t at, const Value* value) {
  const size_t begin = at;
  const Value* const start = value;
  for (;; ++at) {
    if (!session_.spend()) return false;
    if (at == program_.segments.size()) {
      if (program_.definite) last_ = *value;
      else found_.push(*value);
      return true;
    }
    const Segment& segment = program_.segments[at];
    bool went_well = false;
    switch (segment.kind) {
      case SegmentKind::Name: {
        const Value* member = value->find(segment.name, segment.place);
        if (member == nullptr) return missing(at, *value) || trace(begin, at, *start);
        value = member;
        continue;
      }
      case SegmentKind::Index:
      case SegmentKind::FromEnd: {
        if (!is_array(at, *value)) return trace(begin, at, *start);
        const int64_t index = index_in(segment, *value);
        const Value* item = item_at(*value, index);
        if (item == nullptr) return out_of_bounds(index) || trace(begin, at, *start);
        value = item;
        continue;
      }
      case SegmentKind::Indexes:
        went_well = is_array(at, *value) &&
                    std::all_of(segment.detail->indexes.begin(), segment.detail->indexes.end(),
                                [&](int32_t index) { return element(at + 1, *value, index); });
        break;
      case SegmentKind::Names: went_well = names(at, *value); break;
      case SegmentKind::Slice: went_well = is_array(at, *value) && slice(at, *value); break;
      case SegmentKind::Wildcard: went_well = wildcard(at, *value); break;
      case SegmentKind::Filter: went_well = filter(at, *value); break;
      case SegmentKind::Scan: went_well = scan(at + 1, *value); break;
    }
    return went_well || trace(begin, at, *start);
  }
}

/// One of several ways on.
bool PathEvaluator::alternative(size_t at, const Value& value) {
  if (session_.depth >= Session::kMaxDepth) return session_.fail_too_deep();
  ++session_.depth;
  const bool went_well = walk(at, &value);
  --session_.depth;
  return went_well;
}

/// One of several indexes of an array.
bool PathEvaluator::element(size_t at, const Value& array, int64_t index) {
  const Value* item = item_at(array, index);
  if (item == nullptr) return out_of_bounds(index);
  return alternative(at, *item) || trace(array, static_cast<size_t>(index));
}

bool PathEvaluator::names(size_t at, const Value& value) {
  const std::vector<Value>& wanted = program_.segments[at].detail->names;
  if (!value.is_object()) return missing(at, value);
  if (!program_.segments[at].leaf)
    return fail_at(Kind::WrongKind, "Multi properties can only be used as path leafs: ", names_text(wanted));
  ObjectBuilder merged(wanted.size());
  for (const Value& name : wanted) {
    if (const Value* member = value.find(name)) merged.set(name, *member);
    else if (names_ == Names::All)
      return fail_at(Kind::Missing, "Missing property in path ", names_text({name}));
  }
  return alternative(at + 1, merged.finish());
}

/// Negative bounds are distances from the end where the other bound is not given; else they are indexes, and
/// out of bounds.
bool PathEvaluator::slice(size_t at, const Value& array) {
  const Slice& slice = program_.segments[at].detail->slice;
  const auto length = static_cast<int64_t>(array.size());
  int64_t from = slice.from.value_or(0), to = slice.to.value_or(INT32_MAX);
  if (!slice.to && from < 0) from = std::max<int64_t>(0, from + length);
  if (!slice.from && to < 0) to += length;
  to = std::min(to, length);
  if (length == 0) return true;
  if (from < 0 && from < to) return out_of_bounds(from);
  const std::span<const Value> items = array.items();
  for (auto i = static_cast<size_t>(from); static_cast<int64_t>(i) < to; ++i) {
    if (!alternative(at + 1, items[i])) return trace(array, i);
  }
  return true;
}

/// Below an array, elements that lack something are passed over; members of an object are not.
bool PathEvaluator::wildcard(size_t at, const Value& value) {
  const std::span<const Member> members = value.members();
  for (size_t i = 0; i < members.size(); ++i) {
    if (!alternative(at + 1, members[i].value)) return trace(value, i);
  }
  const std::span<const Value> items = value.items();
  bool went_well = true;
  ++session_.forgiving;
  for (size_t i = 0; i < items.size() && went_well; ++i)
    went_well = alternative(at + 1, items[i]) || session_.failure.kind == Kind::Missing || trace(value, i);
  --session_.forgiving;
  return went_well;
}

bool PathEvaluator::filter(size_t at, const Value& value) {
  const Filter& filter = *program_.segments[at].detail->filter;
  if (value.is_object()) {
    const Verdict verdict = judge(filter, value, document_, session_);
    return verdict == Verdict::No || (verdict == Verdict::Yes && alternative(at + 1, value));
  }
  if (!value.is_array()) {
    return session_.fail(Kind::WrongKind,
                         "Filter: " + segments_text(program_, at) +
                             " can not be applied to primitives. Current context is: " + java_text(value));
  }
  const std::span<const Value> items = value.items();
  for (size_t i = 0; i < items.size(); ++i) {
    const Verdict verdict = judge(filter, items[i], document_, session_);
    if (verdict == Verdict::Failed) return false;
    if (verdict == Verdict::Yes && !alternative(at + 1, items[i])) return trace(value, i);
  }
  return true;
}

/// `..`: `target`, the segment that follows, is tried at every object and array, parents before children, in
/// document order.
bool PathEvaluator::scan(size_t target, const Value& start) {
  if (!start.is_container()) return true;
  struct Frame {
    const Value* container;
    size_t next;
  };
  if (!scan_visit(target, start)) return false;
  std::vector<Frame> open{{&start, 0}};
  while (!open.empty()) {
    Frame& top = open.back();
    const Value* child = nullptr;
    const Value& container = *top.container;
    const size_t size = container.size();
    const bool is_array = container.is_array();
    const size_t before = top.next;
    while (top.next < size && child == nullptr) {
      const Value& next = is_array ? container.items()[top.next] : container.members()[top.next].value;
      if (next.is_container()) child = &next;
      ++top.next;
    }
    if (!session_.spend(top.next - before + 1)) return false;
    if (child == nullptr) {
      open.pop_back();
      continue;
    }
    if (!scan_visit(target, *child)) {
      for (auto frame = open.rbegin(); frame != open.rend(); ++frame)
        trace(*frame->container, frame->next - 1);
      return false;
    }
    open.push_back({child, 0});
  }
  return true;
}

bool PathEvaluator::scan_visit(size_t at, const Value& value) {
  const Segment& target = program_.segments[at];
  switch (target.kind) {
    case SegmentKind::Name:
      if (value.find(target.name) == nullptr) return true;
      break;
    case SegmentKind::Names: {
      const auto has = [&value](const Value& name) { return value.find(name) != nullptr; };
      const std::vector<Value>& wanted = target.detail->names;
      if (!value.is_object() || !std::all_of(wanted.begin(), wanted.end(), has)) return true;
      break;
    }
    case SegmentKind::Wildcard: break;
    case SegmentKind::Filter: {
      const Verdict verdict = judge(*target.detail->filter, value, document_, session_);
      if (verdict != Verdict::Yes) return verdict == Verdict::No;
      break;
    }
    case SegmentKind::Scan: return true;
    default:
      if (!value.is_array()) return true;
  }
  if (!value.is_array() || target.leaf) return alternative(at, value);
  // In an array the way continues from every element, whatever the target selects.
  for (size_t i = 0; i < value.size(); ++i) {
    if (!alternative(at + 1, value.items()[i])) return trace(value, i);
  }
  return true;
}

// ---- failures

bool PathEvaluator::is_array(size_t at, const Value& value) {
  if (value.is_array()) return true;
  if (value.is_null()) return fail_at(Kind::Missing, "The path ", "", " is null");
  return session_.fail(Kind::WrongKind,
                       "Filter: " + segments_text(program_, at) +
                           " can only be applied to arrays. Current context is: " + java_text(value));
}

/// `value` lacks what segment `at` names. True: it may.
bool PathEvaluator::missing(size_t at, const Value& value) {
  const Segment& segment = program_.segments[at];
  const bool is_object = value.is_object();
  if (is_object && segment.may_be_missing) return true;
  if (session_.forgiving > 0) return session_.fail(Kind::Missing, "");
  const std::string names =
      segment.kind == SegmentKind::Name ? names_text({segment.name}) : names_text(segment.detail->names);
  if (!is_object) return fail_at(Kind::Missing, ("Property " + names + " not found in path ").c_str(), "");
  return fail_at(Kind::Missing, segment.leaf ? "No results for path: " : "Missing property in path ", names);
}

bool PathEvaluator::out_of_bounds(int64_t index) {
  return fail_at(Kind::Missing, "Index out of bounds when evaluating path ", index_text(index));
}

/// Fails with a sentence around the place of a node; trace() puts what leads there before `place`.
bool PathEvaluator::fail_at(Kind kind, const char* before, std::string place, const char* after) {
  if (kind == Kind::Missing && session_.forgiving > 0) return session_.fail(kind, "");
  session_.failure = {kind, before, true, std::move(place), after};
  return false;
}

/// Notes the way from `start` over the definite segments [begin, end). Always false.
bool PathEvaluator::trace(size_t begin, size_t end, const Value& start) {
  if (!session_.failure.has_place) return false;
  std::string way;
  const Value* value = &start;
  for (size_t i = begin; i < end; ++i) {
    const Segment& segment = program_.segments[i];
    if (segment.kind == SegmentKind::Name) {
      way += names_text({segment.name});
      value = value->find(segment.name);
      continue;
    }
    const int64_t index = index_in(segment, *value);
    way += index_text(index);
    value = item_at(*value, index);
  }
  session_.failure.place.insert(0, way);
  return false;
}

/// Notes the step from a container to one of its children. Always false.
bool PathEvaluator::trace(const Value& container, size_t child) {
  if (!session_.failure.has_place) return false;
  session_.failure.place.insert(
      0, container.is_array() ? index_text(static_cast<int64_t>(child))
                              : "['" + std::string(container.members()[child].key.as_string()) + "']");
  return false;
}

// ---- the public functions

const Value* find(const Path& path, const Value& root) {
  const PathProgram& program = path.program();
  return program.simple ? find_simple(program, root) : nullptr;
}

tl::expected<Value, PathFailure> evaluate(const Path& path, const Value& root) {
  if (root.is_null()) return tl::unexpected<PathFailure>(PathFailure{"root can not be null", Kind::Missing});
  const PathProgram& program = path.program();
  if (program.simple) {
    if (const Value* found = find_simple(program, root)) return *found;
  }
  Session session;
  PathEvaluator evaluator(program, root, session);
  if (evaluator.run(root)) return evaluator.take_result();
  return tl::unexpected<PathFailure>(PathFailure{session.failure.message(), session.failure.kind});
}

const Value* root_value(const Path& path, const Scope& scope) {
  switch (path.root()) {
    case Root::Input: return &scope.input;
    case Root::Context: return scope.context != nullptr ? &scope.context->context() : nullptr;
    case Root::Variable: return scope.variables.find(path.variable());
  }
  return nullptr;
}

tl::expected<Value, PathFailure> evaluate(const Path& path, const Scope& scope) {
  const Value* root = root_value(path, scope);
  if (root != nullptr) return evaluate(path, *root);
  std::string message = path.root() == Root::Variable
                            ? "The variable '$" + std::string(path.variable().as_string()) + "' is not set"
                            : "There is no context object";
  return tl::unexpected<PathFailure>(PathFailure{std::move(message), PathFailure::Kind::Missing});
}

const Value* find(const Path& path, const Scope& scope) {
  const Value* root = root_value(path, scope);
  return root != nullptr ? find(path, *root) : nullptr;
}

}  // namespace pawl::jsonpath
