// Path: a compiled JSONPath with the meaning that Jayway JsonPath 2.0.0 gives it, which is what AWS runs.
// Besides
// `$` a path of a workflow may start at the context object (`$$`) or at a variable (`$name`).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace pawl::jsonpath {

/// A fault in the text of a path or an expression.
struct SyntaxError {
  /// Arguments: a known function that is given the wrong number of them. Grammar: everything else.
  enum class Kind : uint8_t { Grammar, Arguments };

  std::string message;
  size_t offset = 0;  // byte in the text
  Kind kind = Kind::Grammar;
};

/// Where a path starts.
enum class Root : uint8_t { Input, Context, Variable };

struct PathProgram;  // the segments, in parse.cpp's form

class Path {
 public:
  /// `$`
  Path();
  /// The grammar of Jayway JsonPath 2.0.0. With `workflow_roots`, `$$…` and `$name…` are paths too (the
  /// spec's "Paths", "Context Object", variables); without, such text is judged as that library does.
  enum class Roots : uint8_t { InputOnly, Workflow };
  static tl::expected<Path, SyntaxError> parse(std::string_view text, Roots roots = Roots::Workflow);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] Root root() const { return root_; }
  /// The name without `$`; empty unless root() is Variable.
  [[nodiscard]] const Value& variable() const { return variable_; }
  /// Nothing but the root: `$`, `$$`, `$name`.
  [[nodiscard]] bool is_root_only() const;
  /// Names at most one node (no `..`, `*`, filter, slice, union): then a missing node is an error, otherwise
  /// the result is an array.
  [[nodiscard]] bool is_definite() const;
  /// Within the spec's "Reference Paths": only `.name`, `['name']` and `[n]`.
  [[nodiscard]] bool is_reference() const;
  [[nodiscard]] const PathProgram& program() const { return *program_; }

  /// A name, or an index where `name` is null.
  struct Step {
    const Value* name = nullptr;
    int32_t index = 0;
  };
  /// The names and indexes that the path starts with, up to the first segment of another kind. Borrowed.
  [[nodiscard]] std::vector<Step> first_steps() const;
  /// The steps to one of the nodes that the path may find: of several elements the first, a name after `..`
  /// right below. Borrowed.
  [[nodiscard]] std::vector<Step> sample_steps() const;

 private:
  std::string text_;
  Root root_ = Root::Input;
  Value variable_;
  std::shared_ptr<const PathProgram> program_;
};

}  // namespace pawl::jsonpath
