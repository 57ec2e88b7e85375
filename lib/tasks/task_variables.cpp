#include "tasks/task_variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tasks/process_mark.h"

namespace pawl::tasks {
namespace {

constexpr std::string_view kRun = "PAWL_RUN";
constexpr std::string_view kState = "PAWL_STATE";
constexpr std::string_view kAttempt = "PAWL_ATTEMPT";
constexpr std::string_view kMapIndex = "PAWL_MAP_INDEX";
constexpr std::string_view kTaskToken = "PAWL_TASK_TOKEN";
constexpr std::string_view kErrorFile = "PAWL_ERROR_FILE";
constexpr std::array kOwn = {kMarkVariable, kRun, kState, kAttempt, kMapIndex, kTaskToken, kErrorFile};

}  // namespace

std::shared_ptr<const EnvironmentBlock> environment_block(const std::map<std::string, std::string>& all,
                                                          const std::map<std::string, std::string>& changes) {
  auto variables = all;
  for (const auto& [name, value] : changes) variables[name] = value;
  EnvironmentBlock block;
  for (const auto& [name, value] : variables) {
    if (std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end())
      block.push_back(fmt::format("{}={}", name, value));
  }
  return std::make_shared<const EnvironmentBlock>(std::move(block));
}

EnvironmentBlock task_variables(const TaskRequest& request, const std::string& run_name,
                                const std::string& mark, const std::string& error_file) {
  EnvironmentBlock variables;
  variables.reserve(kOwn.size());
  const auto add = [&variables](std::string_view name, const std::string& value) {
    variables.push_back(std::string(name) + "=" + value);
  };
  if (!mark.empty()) add(kMarkVariable, mark);
  add(kRun, run_name);
  add(kState, request.state->name);
  add(kAttempt, std::to_string(request.attempt));
  if (request.map_index >= 0) add(kMapIndex, std::to_string(request.map_index));
  add(kTaskToken, request.token);
  if (!error_file.empty()) add(kErrorFile, error_file);
  return variables;
}

}  // namespace pawl::tasks
