// Evaluating a Path.
#pragma once
#include "jsonpath/path.h"

namespace pawl::jsonpath {

/// The path found nothing, or met a value of the wrong kind. `message` is what AWS says after "Invalid path
/// '…' : ", which is Jayway's: "No results for path: $['a']", "Missing property in path $['no']", "Filter:
/// [0] can only be applied to arrays. Current context is: 1".
struct PathFailure {
  /// Missing: a node on the way is not there. WrongKind: an index, a slice or a filter met a value that it
  /// cannot apply to. Other: a comparison failed, or the path asks for more work than is allowed.
  enum class Kind : uint8_t { Missing, WrongKind, Other };

  std::string message;
  Kind kind = Kind::Missing;
};

/// The value the path names in `root`, which is the value that its Root stands for (input, context object,
/// variable). Where that is null every path fails, even `$`.
tl::expected<Value, PathFailure> evaluate(const Path& path, const Value& root);

/// The fast way for paths made of names and indexes only (`$.a.b[0]`): the node itself, nothing copied,
/// nothing allocated. Null pointer when something is missing, or when the path is of another kind: then ask
/// evaluate().
const Value* find(const Path& path, const Value& root);

/// The context object of a workflow, made when a path first asks for it.
class ContextSource {
 public:
  virtual ~ContextSource() = default;
  virtual const Value& context() = 0;
};

/// What paths of a workflow may start at. Everything is borrowed.
struct Scope {
  const Value& input;
  const Value& variables;  // an object; {} or null where there are none
  ContextSource* context = nullptr;
};

/// The value that a path's root stands for in a scope; null pointer for a variable that is not set.
const Value* root_value(const Path& path, const Scope& scope);
tl::expected<Value, PathFailure> evaluate(const Path& path, const Scope& scope);
const Value* find(const Path& path, const Scope& scope);

}  // namespace pawl::jsonpath
