#include "tasks/lambda_function.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file_access.h"
#include "tasks/bootstrap_texts.h"
#include "tasks/handler_name.h"
#include "tasks/program_lookup.h"
#include "tasks/task_variables.h"

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;
using Language = LambdaBinding::Language;
using Environment = std::map<std::string, std::string>;

std::string path_in(const std::string& directory, const std::string& path) {
  std::string resolved = (fs::path(directory) / path).lexically_normal().string();
  if (resolved.size() > 1 && resolved.ends_with('/')) resolved.pop_back();
  return resolved;
}

std::string interpreter_of(const LambdaBinding& code) {
  if (!code.interpreter.empty()) return code.interpreter;
  return code.language == Language::Python ? "python3" : "node";
}

Result<std::string> find_interpreter(const LambdaBinding& code, const Binding& binding,
                                     const Environment& environment) {
  const std::string name = code.language == Language::Executable ? code.argv.front() : interpreter_of(code);
  auto found = find_program(name, binding.directory, search_path(environment));
  if (found || code.language == Language::Executable) return found;
  return fail(fmt::format("{}, which its handler {} needs", found.error().message, code.file));
}

Result<void> check_file(const LambdaBinding& code, const Binding& binding) {
  if (code.language == Language::Executable) return {};
  const std::string file = path_in(binding.directory, code.root + "/" + code.file);
  std::error_code error;
  if (fs::is_regular_file(file, error)) return {};
  return fail(fmt::format("there is no file {} for the handler {}", file, code.handler));
}

Result<void> check_name(const LambdaBinding& code, const Binding& binding) {
  constexpr size_t kMost = 1 << 20;  // bytes looked at
  const std::string text = beginning_of(path_in(binding.directory, code.root + "/" + code.file), kMost);
  return text.size() == kMost ? Result<void>() : check_handler_name(code, text);
}

/// What Lambda sets. `all`: the tasks' environment, as far as the function gets it.
Environment lambda_variables(const LambdaBinding& code, const Binding& binding, const std::string& name,
                             const std::string& version, const Environment& all) {
  Environment variables = code.environment;
  for (const char* region : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (!all.contains(region)) variables.try_emplace(region, "us-east-1");
  }
  variables["_HANDLER"] = code.handler;
  variables["LAMBDA_TASK_ROOT"] = path_in(binding.directory, code.root);
  variables["AWS_LAMBDA_FUNCTION_NAME"] = name;
  variables["AWS_LAMBDA_FUNCTION_VERSION"] = version;
  variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = std::to_string(code.memory);
  variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
  variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + name;
  return variables;
}

}  // namespace

Result<DeployedFunction> make_lambda_function(const Binding& binding, const std::string& name,
                                              const std::string& version, const Environment& environment) {
  const auto& code = std::get<LambdaBinding>(binding.target);
  DeployedFunction function;
  function.timeout_seconds = code.timeout_seconds;
  function.directory = binding.directory;
  PAWL_TRY(function.program, find_interpreter(code, binding, environment));
  PAWL_CHECK(check_file(code, binding));
  const std::string root = path_in(binding.directory, code.root);
  switch (code.language) {
    case Language::Executable: function.argv = code.argv; break;
    case Language::Python:
      function.argv = {interpreter_of(code), "-", root, code.file.substr(0, code.file.rfind('.')),
                       code.function};
      function.input = kLambdaPython;
      break;
    case Language::Node:
      function.argv = {interpreter_of(code), "-", path_in(root, code.file), code.function};
      function.input = kLambdaNode;
      break;
  }
  // Each worker has its own.
  Environment all = environment;
  for (const char* own : {"AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_LOG_STREAM_NAME"}) all.erase(own);
  function.environment = environment_block(all, lambda_variables(code, binding, name, version, all));
  return function;
}

std::string default_function_name(const LambdaBinding& code) {
  if (!code.name.empty()) return code.name;
  std::string name = fs::path(code.file.empty() ? code.argv.front() : code.file).stem().string();
  for (char& c : name) {
    const bool is_good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_good) c = '-';
  }
  constexpr size_t kMost = 64;
  return name.empty() ? "function" : name.substr(0, kMost);
}

Result<void> check_lambda_function(const Binding& binding, const Environment& environment) {
  const auto& code = std::get<LambdaBinding>(binding.target);
  if (!code.problem.empty()) return fail(code.problem);
  std::error_code error;
  if (!fs::is_directory(binding.directory, error))
    return fail("the directory " + binding.directory + " does not exist");
  PAWL_TRY(std::string program, find_interpreter(code, binding, environment));
  PAWL_CHECK(check_file(code, binding));
  return code.language == Language::Executable ? Result<void>() : check_name(code, binding);
}

}  // namespace pawl::tasks
