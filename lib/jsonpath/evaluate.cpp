#include "jsonpath/evaluate.h"

#include <algorithm>

#include "jsonpath/evaluator.h"
#include "value/java_text.h"

namespace pawl::jsonpath {
namespace {

constexpr uint64_t kShownContext = 10'000;

std::string java_text(const Value& value) {
  std::string text;
  if (!append_java_text(value, kShownContext, text)) text.resize(kShownContext);
  return text;
}

/// The class that Jackson reads a value into, as messages name it.
const char* java_class(const Value& value) {
  switch (value.type()) {
    case Value::Type::Null: return "null";
    case Value::Type::Boolean: return "java.lang.Boolean";
    case Value::Type::Integer:
      if (value.is_big_integer()) return "java.math.BigInteger";
      return value.as_int64() >= INT32_MIN && value.as_int64() <= INT32_MAX ? "java.lang.Integer"
                                                                            : "java.lang.Long";
    case Value::Type::Double: return "java.lang.Double";
    case Value::Type::String: return "java.lang.String";
    case Value::Type::Array: return "java.util.ArrayList";
    default: return "java.util.LinkedHashMap";
  }
}

const Value* item_at(const Value& array, int64_t index) {
  const std::span<const Value> items = array.items();
  if (index < 0) index += static_cast<int64_t>(items.size());
  return index >= 0 && index < static_cast<int64_t>(items.size()) ? &items[static_cast<size_t>(index)]
                                                                  : nullptr;
}

const Value kNull;

}  // namespace

// ---- Session

bool Session::fail_exhausted() {
  exhausted = true;
  return fail(FailureKind::Other, "The path visits more than " + std::to_string(kMaxSteps) + " nodes");
}

bool Session::fail(FailureKind kind, std::string message) {
  failure = {kind, std::move(message)};
  return false;
}

// ---- Evaluator

const Value* find_simple(const Program& program, const Value& start) {
  const Value* value = &start;
  for (const Segment& segment : program.segments) {
    if (segment.kind == SegmentKind::Name) value = value->find(segment.name, segment.place);
    else value = item_at(*value, segment.index);
    if (value == nullptr) return nullptr;
  }
  return value;
}

bool Evaluator::run(const Value& start) { return walk(0, &start); }

bool Evaluator::take_result(Value& out) {
  if (!program_.definite) {
    out = found_.finish();
    return true;
  }
  if (count_ == 0) return session_.fail(FailureKind::NotFound, "No results for path: " + program_.text());
  out = std::move(last_);
  return true;
}

bool Evaluator::add(const Value& value) {
  ++count_;
  if (properties_ == Properties::Required) return true;
  if (program_.definite) last_ = value;
  else found_.push(value);
  return true;
}

/// Whether a member that the last segment (`at`) names is a result: see scan_visit.
bool Evaluator::is_kept(size_t at) const {
  if (scanned_index_ == -1) return true;
  const Segment& before = program_.segments[at - 1];
  return before.kind == SegmentKind::Index && before.index == scanned_index_;
}

bool Evaluator::fail_property(size_t at, const char* what) {
  const Segment& segment = program_.segments[at];
  std::string place = location(at);
  if (segment.kind == SegmentKind::Name) place.append("['").append(segment.name.as_string()).append("']");
  return session_.fail(FailureKind::NotFound, what + place);
}

bool Evaluator::fail_no_object(size_t at, const Value& value) {
  return session_.fail(FailureKind::NotFound,
                       "Expected to find an object with property " + segments_text(program_, at, at + 1) +
                           " in path " + location(at) + " but found '" + java_class(value) +
                           "'. This is not a json object according to the JsonProvider: "
                           "'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.");
}

/// Indexes and slices want an array; below a wildcard they pass over anything else (`usable` false).
bool Evaluator::check_array(size_t at, const Value& value, bool& usable) {
  usable = value.is_array();
  if (usable || !program_.segments[at].upstream_definite) return true;
  if (value.is_null()) return session_.fail(FailureKind::NotFound, "The path " + location(at) + " is null");
  return session_.fail(FailureKind::NotAnArray,
                       "Filter: " + segments_text(program_, at, program_.segments.size()) +
                           " can only be applied to arrays. Current context is: " + java_text(value));
}

/// Follows the path from segment `at` on. Segments that name one node are followed in the loop, others by
/// recursion.
bool Evaluator::walk(size_t at, const Value* value) {
  Value made;  // keeps alive what a function made
  for (;; ++at) {
    if (!session_.spend()) return false;
    if (at == program_.segments.size()) return add(*value);
    const Segment& segment = program_.segments[at];
    switch (segment.kind) {
      case SegmentKind::Name: {
        if (!value->is_object()) {
          if (!segment.upstream_definite) return true;
          return fail_no_object(at, *value);
        }
        const Value* member = value->find(segment.name, segment.place);
        if (member == nullptr) {
          if (segment.leaf)
            return properties_ == Properties::Optional || fail_property(at, "No results for path: ");
          if (!segment.upstream_definite && properties_ == Properties::Optional) return true;
          return fail_property(at, "Missing property in path ");
        }
        if (segment.leaf && !is_kept(at)) return true;
        value = member;
        break;
      }
      case SegmentKind::Index: {
        bool usable = false;
        if (!check_array(at, *value, usable)) return false;
        if (!usable) return true;
        const Value* item = item_at(*value, segment.index);
        if (item == nullptr) {
          if (session_.past_end == PastEnd::Missing || !program_.definite) return true;
          item = &kNull;
        }
        value = item;
        break;
      }
      case SegmentKind::Function: {
        Value result;
        if (!call_function(*segment.detail->function, *value, document_, session_, result)) {
          // Jayway takes an index out of bounds inside a function for one of the path's own.
          const auto is_indexed = [](const Segment& s) {
            return s.kind != SegmentKind::Name && s.kind != SegmentKind::Names &&
                   s.kind != SegmentKind::Function;
          };
          const auto before = program_.segments.begin() + static_cast<std::ptrdiff_t>(at);
          return session_.failure.kind == FailureKind::OutOfBounds && !session_.exhausted &&
                 std::any_of(program_.segments.begin(), before, is_indexed);
        }
        made = std::move(result);
        value = &made;
        if (!segment.leaf && !add(made)) return false;
        break;
      }
      case SegmentKind::Names: return names(at, *value);
      case SegmentKind::Indexes: return indexes(at, *value);
      case SegmentKind::Slice: return slice(at, *value);
      case SegmentKind::Wildcard: return wildcard(at, *value);
      case SegmentKind::Filter: return filter(at, *value);
      case SegmentKind::Descent: return scan(at + 1, *value);
    }
  }
}

/// One of several ways on.
bool Evaluator::walk_alternative(size_t at, const Value* value, bool in_array_wildcard) {
  if (session_.depth >= Session::kMaxDepth) {
    session_.exhausted = true;
    return session_.fail(FailureKind::Other, "The path nests too deeply");
  }
  ++session_.depth;
  const bool went_well = walk(at, value);
  --session_.depth;
  if (went_well) return true;
  const bool may_be_skipped = in_array_wildcard && properties_ == Properties::Optional && !session_.exhausted;
  return may_be_skipped &&
         (session_.failure.kind == FailureKind::NotFound || session_.failure.kind == FailureKind::NotAnArray);
}

bool Evaluator::names(size_t at, const Value& value) {
  const Segment& segment = program_.segments[at];
  if (!value.is_object()) return !segment.upstream_definite || fail_no_object(at, value);
  if (segment.leaf) {
    ObjectBuilder merged(segment.detail->names.size());
    for (const Value& name : segment.detail->names) {
      if (const Value* member = value.find(name)) merged.set(name, *member);
      else if (properties_ == Properties::Required) return fail_property(at, "Missing property in path ");
    }
    return add(merged.finish());
  }
  for (const Value& name : segment.detail->names) {
    const Value* member = value.find(name);
    if (member == nullptr) {
      if (properties_ == Properties::Required) return fail_property(at, "Missing property in path ");
      continue;
    }
    if (!walk_alternative(at + 1, member, false)) return false;
  }
  return true;
}

bool Evaluator::indexes(size_t at, const Value& value) {
  bool usable = false;
  if (!check_array(at, value, usable)) return false;
  if (!usable) return true;
  for (const int32_t index : program_.segments[at].detail->indexes) {
    const Value* item = item_at(value, index);
    if (item != nullptr && !walk_alternative(at + 1, item, false)) return false;
  }
  return true;
}

bool Evaluator::slice(size_t at, const Value& value) {
  bool usable = false;
  if (!check_array(at, value, usable)) return false;
  if (!usable) return true;
  const Slice& slice = program_.segments[at].detail->slice;
  const auto length = static_cast<int64_t>(value.size());
  int64_t from = slice.from.value_or(0), to = slice.to.value_or(INT32_MAX);
  if (!slice.to && from < 0) from = std::max<int64_t>(0, from + length);
  if (!slice.from && to < 0) to += length;
  // With both bounds given, negative ones are no distances from the end: the indexes between them are.
  from = std::max(from, -length);
  to = std::min(to, length);
  for (int64_t i = from; i < to; ++i) {
    if (!walk_alternative(at + 1, item_at(value, i), false)) return false;
  }
  return true;
}

bool Evaluator::wildcard(size_t at, const Value& value) {
  const bool keeps_members = !program_.segments[at].leaf || is_kept(at);
  for (const Member& member : value.members()) {
    if (keeps_members && !walk_alternative(at + 1, &member.value, false)) return false;
  }
  for (const Value& item : value.items()) {
    if (!walk_alternative(at + 1, &item, true)) return false;
  }
  return true;
}

bool Evaluator::filter(size_t at, const Value& value) {
  const Segment& segment = program_.segments[at];
  bool failed = false;
  if (value.is_object()) {
    const bool accepted = accepts(*segment.detail->filter, value, document_, session_, failed);
    if (failed) return false;
    return !accepted || walk_alternative(at + 1, &value, false);
  }
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      if (!session_.spend()) return false;
      const bool accepted = accepts(*segment.detail->filter, item, document_, session_, failed);
      if (failed || (accepted && !walk_alternative(at + 1, &item, false))) return false;
    }
    return true;
  }
  if (!segment.upstream_definite) return true;
  return session_.fail(FailureKind::InvalidPath,
                       "Filter: " + segments_text(program_, at, program_.segments.size()) +
                           " can not be applied to primitives. Current context is: " + java_text(value));
}

/// `..`: `target`, the segment that follows, is tried at every node, parents before children, in document
/// order.
bool Evaluator::scan(size_t target, const Value& start) {
  if (target == program_.segments.size())
    return session_.fail(FailureKind::Other, "Current path token is a leaf");
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
    if (!scan_visit(target, *child)) return false;
    open.push_back({child, 0});
  }
  return true;
}

bool Evaluator::scan_target_matches(const Segment& target, const Value& value, bool& failed) {
  switch (target.kind) {
    case SegmentKind::Name: return value.find(target.name) != nullptr;
    case SegmentKind::Names: {
      if (!value.is_object()) return false;
      const auto has = [&value](const Value& name) { return value.find(name) != nullptr; };
      const std::vector<Value>& wanted = target.detail->names;
      return !target.leaf || std::all_of(wanted.begin(), wanted.end(), has);
    }
    case SegmentKind::Index:
    case SegmentKind::Indexes:
    case SegmentKind::Slice: return value.is_array();
    case SegmentKind::Wildcard: return true;
    case SegmentKind::Filter: return accepts(*target.detail->filter, value, document_, session_, failed);
    default: return false;
  }
}

bool Evaluator::scan_visit(size_t at, const Value& value) {
  const Segment& target = program_.segments[at];
  bool failed = false;
  if (!scan_target_matches(target, value, failed)) return !failed;
  if (value.is_object() || target.leaf) return walk_alternative(at, &value, false);
  // In an array whose target is not the last segment, Jayway goes on from every element, whatever the target
  // selects. It mends this where the last segment follows: of the elements' members only those below the
  // index that the target names are kept, from the first array on that the scan has met.
  const bool last_follows = program_.segments[at + 1].leaf;
  for (size_t i = 0; i < value.size(); ++i) {
    if (last_follows) scanned_index_ = static_cast<int64_t>(i);
    if (!walk_alternative(at + 1, &value.items()[i], false)) return false;
  }
  return true;
}

// ---- the public functions

namespace {

PathFailure public_failure(Failure&& failure) {
  PathFailure::Kind kind = PathFailure::Kind::Other;
  if (failure.kind == FailureKind::NotFound) kind = PathFailure::Kind::Missing;
  if (failure.kind == FailureKind::NotAnArray || failure.kind == FailureKind::InvalidPath)
    kind = PathFailure::Kind::WrongKind;
  return {std::move(failure.message), kind};
}

}  // namespace

const Value* find(const Path& path, const Value& root) {
  const Program& program = path.program();
  return program.simple ? find_simple(program, root) : nullptr;
}

tl::expected<Value, PathFailure> evaluate(const Path& path, const Value& root, PastEnd past_end) {
  const Program& program = path.program();
  if (program.simple) {
    if (const Value* found = find_simple(program, root)) return *found;
  }
  Session session;
  session.past_end = past_end;
  Evaluator evaluator(program, root, session);
  Value result;
  if (!evaluator.run(root) || !evaluator.take_result(result)) {
    return tl::unexpected<PathFailure>(public_failure(std::move(session.failure)));
  }
  return result;
}

const Value* root_value(const Path& path, const Scope& scope) {
  switch (path.root()) {
    case Root::Input: return &scope.input;
    case Root::Context: return scope.context != nullptr ? &scope.context->context() : nullptr;
    case Root::Variable: return scope.variables.find(path.variable());
  }
  return nullptr;
}

tl::expected<Value, PathFailure> evaluate(const Path& path, const Scope& scope, PastEnd past_end) {
  const Value* root = root_value(path, scope);
  if (root != nullptr) return evaluate(path, *root, past_end);
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
