#include "tasks/handler_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "base/regex.h"
#include "base/suggestion.h"

namespace pawl::tasks {
namespace {

using Language = LambdaBinding::Language;

// What can define a name without writing it.
constexpr std::string_view kPythonImports[] = {"import *", "globals(", "setattr(", "__getattr__", "exec("};
constexpr std::string_view kNodeImports[] = {"export *", "require(", "exports[", "...", "assign("};

constexpr std::string_view kPythonFunction = R"(^(?:async\s+)?def\s+(\w+)|^(\w+)\s*=)";
constexpr std::string_view kNodeFunction =
    R"(exports\.(\w+)|export\s+(?:const|let|var|async\s+function|function)\s+(\w+))";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

bool has_word(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

std::vector<std::string_view> functions_of(std::string_view text, std::string_view pattern) {
  std::vector<std::string_view> names;
  const auto function = Regex::compile(pattern, {.multiline = true});
  std::span<const Regex::Range> groups;
  for (size_t from = 0; function && function->find(text, from, groups) == Regex::Found::Yes;
       from = groups[0].end) {
    for (const Regex::Range& name : groups.subspan(1)) {
      if (name.begin != Regex::Range::kNone) names.push_back(text.substr(name.begin, name.end - name.begin));
    }
  }
  return names;
}

}  // namespace

Result<void> check_handler_name(const LambdaBinding& code, std::string_view text) {
  if (code.language == Language::Executable) return {};
  const bool is_python = code.language == Language::Python;
  const std::span<const std::string_view> imports =
      is_python ? std::span<const std::string_view>(kPythonImports) : kNodeImports;
  const std::string_view name = std::string_view(code.function).substr(code.function.rfind('.') + 1);
  const bool is_possible =
      has_word(text, name) || std::any_of(imports.begin(), imports.end(), [&](std::string_view import) {
        return text.find(import) != std::string_view::npos;
      });
  if (is_possible) return {};
  const auto known = functions_of(text, is_python ? kPythonFunction : kNodeFunction);
  const std::string_view nearest = nearest_name(name, known);
  return fail(fmt::format("{} has no '{}'{}", code.file, name,
                          nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)));
}

}  // namespace pawl::tasks
