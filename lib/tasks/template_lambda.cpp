#include "tasks/template_lambda.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;
using Language = LambdaBinding::Language;

/// `src/app.main` is the function main of src/app; of Node.js it may be a member: `src/app.api.main`.
void read_handler(LambdaBinding& code, const std::string& folder) {
  const std::string& handler = code.handler;
  const bool is_python = code.language == Language::Python;
  const size_t slash = handler.rfind('/');
  const size_t dot =
      is_python ? handler.rfind('.') : handler.find('.', slash == std::string::npos ? 0 : slash);
  if (dot == std::string::npos || dot == 0 || dot + 1 == handler.size()) {
    code.problem = fmt::format("its Handler '{}' is not FILE.FUNCTION", handler);
    return;
  }
  std::string module = handler.substr(0, dot);
  code.function = handler.substr(dot + 1);
  if (is_python) {
    std::replace(module.begin(), module.end(), '.', '/');
    code.file = module + ".py";
    return;
  }
  std::error_code error;
  code.file = module + ".js";
  for (const char* suffix : {".js", ".mjs", ".cjs"}) {
    if (!fs::is_regular_file(fs::path(folder) / (module + suffix), error)) continue;
    code.file = module + suffix;
    return;
  }
}

LambdaBinding code_of(const source::LambdaResource& function, const std::string& folder) {
  LambdaBinding code;
  code.handler = function.handler;
  code.name = function.name;
  code.memory = function.memory;
  code.timeout_seconds = function.timeout_seconds;
  code.environment = function.environment;
  code.argv = {"./bootstrap"};
  if (!function.elsewhere.empty()) {
    code.problem = function.elsewhere;
  } else if (function.runtime.starts_with("python3")) {
    code.language = Language::Python;
    read_handler(code, folder);
  } else if (function.runtime.starts_with("nodejs")) {
    code.language = Language::Node;
    read_handler(code, folder);
  } else if (!function.runtime.starts_with("provided")) {
    code.problem = function.runtime.empty() ? "the template does not say its Runtime"
                                            : "its Runtime " + function.runtime + " is not run here";
  }
  if (!code.problem.empty()) {
    code.problem =
        fmt::format("the function {} cannot run here: {}; 'runtime' or 'exec' in pawl.yaml can say what does",
                    function.id, code.problem);
  }
  return code;
}

}  // namespace

std::vector<NamedFunction> bind_functions(const std::vector<source::LambdaResource>& functions,
                                          const std::string& file) {
  std::vector<NamedFunction> named;
  std::error_code error;
  const fs::path directory = fs::absolute(file, error).parent_path();
  for (const source::LambdaResource& function : functions) {
    Binding binding;
    binding.directory = (directory / function.folder).lexically_normal().string();
    binding.target = code_of(function, binding.directory);
    binding.origin = function.id + " in " + file;
    named.push_back({function.id, function.name, std::move(binding)});
  }
  return named;
}

const NamedFunction* find_function(const std::vector<NamedFunction>& functions, std::string_view name) {
  constexpr std::string_view kFunction = "function:";
  if (const size_t kind = name.find(kFunction); kind != name.npos)
    name.remove_prefix(kind + kFunction.size());
  name = name.substr(0, name.find(':'));
  for (const auto member : {&NamedFunction::name, &NamedFunction::id}) {
    const auto found = std::find_if(functions.begin(), functions.end(),
                                    [&](const NamedFunction& one) { return one.*member == name; });
    if (found != functions.end()) return &*found;
  }
  return nullptr;
}

}  // namespace pawl::tasks
