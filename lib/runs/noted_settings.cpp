#include "runs/noted_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/digest.h"
#include "base/printable.h"
#include "base/version.h"
#include "history/details.h"
#include "history/event.h"
#include "tasks/mask.h"
#include "value/compare.h"

namespace pawl::runs {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kLimits = {"aws", "strict", "off"};
constexpr std::array<std::string_view, 5> kPaths = {"file", "template", "config", "mocks", "bucketRoot"};

bool is_given(const std::vector<std::pair<std::string, std::string>>& given, std::string_view name) {
  return std::any_of(given.begin(), given.end(), [name](const auto& one) { return one.first == name; });
}

std::string absolute(std::string_view path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? std::string(path) : whole.lexically_normal().string();
}

/// Adds what was given by `flag` before and is not given anew.
workflow::ServiceResult<void> add_recorded(const replay::RecordedRun& run, std::string_view member,
                                           std::string_view flag,
                                           std::vector<std::pair<std::string, std::string>>& given) {
  const Value* const recorded = run.extras.find(member);
  if (recorded == nullptr || !recorded->is_object()) return {};
  for (const Member& one : recorded->members()) {
    const std::string name(one.key.as_string());
    if (is_given(given, name) || !one.value.is_string()) continue;
    if (one.value.as_string().find("***") != std::string_view::npos) {
      return refuse(
          workflow::ErrorCode::InvalidArgument,
          fmt::format("the run was started with {} {}=…, in which a secret is not recorded: give it again",
                      flag, printable(name)));
    }
    given.emplace_back(name, one.value.as_string());
  }
  return {};
}

}  // namespace

Value noted_settings(const workflow::Workflow& workflow, const RunSettings& run) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    out.append(member, Value::string(value));
  };
  text("file", workflow.definition.document.name);
  if (!workflow.definition.functions.empty()) text("template", workflow.definition.template_file);
  std::error_code error;
  text("directory", fs::current_path(error).string());
  text("sha256", *digest(workflow.definition.full_text(), "SHA-256"));
  text("time", run.bounds.time);
  text("limits", kLimits[static_cast<size_t>(workflow.limits)]);
  if (workflow.config) {
    text("config", workflow.config->path);
    text("configSha256", workflow.config->sha256);
  }
  const workflow::Settings& settings = run.workflow;
  if (settings.mocks) text("mocks", *settings.mocks);
  if (settings.mock_case) text("case", *settings.mock_case);
  if (settings.bucket_root) text("bucketRoot", *settings.bucket_root);
  if (!settings.bind.empty()) {
    ObjectBuilder bind;
    for (const auto& [state, command] : settings.bind) {
      bind.set(state, Value::string(tasks::mask(command, workflow.tasks.tasks.secrets)));
    }
    out.append("bind", bind.finish());
  }
  if (!settings.substitutions.empty()) {
    ObjectBuilder substitutions;
    for (const auto& [name, value] : settings.substitutions)
      substitutions.set(name, Value::string(tasks::mask(value, workflow.tasks.tasks.secrets)));
    out.append("subst", substitutions.finish());
  }
  if (!settings.variables.empty()) {  // the names: what they hold may be secret
    ArrayBuilder names;
    for (const auto& one : settings.variables) names.push(Value::string(one.first));
    out.append("vars", names.finish());
  }
  out.append("definition", source::to_value(workflow.definition.document.root));
  return out.finish();
}

Value first_event_note(const Value& noted, const engine::ExecutionInfo& info, uint64_t seed,
                       const Value& started_by, const Value& service) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    out.append(member, Value::string(value));
  };
  out.append("format", Value::integer(history::kFormat));
  text("version", version());
  text("run", info.name);
  text("arn", info.id);
  text("machine", info.state_machine_name);
  text("machineArn", info.state_machine_id);
  text("type", info.type == asl::WorkflowType::Express ? "EXPRESS" : "STANDARD");
  out.append("seed", seed <= INT64_MAX ? Value::integer(static_cast<int64_t>(seed))
                                       : Value::big_integer(fmt::format("{}", seed)));
  if (!info.token_key.empty()) {
    out.append("tokens", Value::object({{"run", Value::string(info.token_name)},
                                        {"key", Value::string(info.token_key)}}));
  }
  if (!started_by.is_null()) out.append("startedBy", started_by);
  if (!service.is_null()) out.append("service", service);
  if (!info.context.is_null()) out.append("context", info.context);
  for (const Member& member : noted.members()) out.append(member.key, member.value);
  return out.finish();
}

Value changed_settings(const Recorded& recorded, const workflow::Workflow& workflow,
                       const RunSettings& settings) {
  const Value now = noted_settings(workflow, settings);
  const bool same_definition = text_of(now, "sha256") == recorded.run.sha256;
  ObjectBuilder out;
  for (const Member& member : now.members()) {
    const std::string_view name = member.key.as_string();
    const bool is_of_definition = name == "file" || name == "sha256" || name == "definition";
    if (name == "directory" || (is_of_definition && same_definition)) continue;
    const Value* before = recorded.run.extras.find(name);
    if (std::find(kPaths.begin(), kPaths.end(), name) != kPaths.end()) {
      const std::string path = absolute(member.value.as_string());
      const std::string old(text_of(recorded.run.extras, name));
      if (path != absolute(recorded_path(recorded.run, old))) out.append(name, Value::string(path));
    } else if (before == nullptr || !deep_equal(*before, member.value)) {
      out.append(name, member.value);
    }
  }
  Value changed = out.finish();
  return changed.size() == 0 ? Value() : changed;
}

workflow::ServiceResult<RunSettings> resumed_settings(RunSettings given, const replay::RecordedRun& run) {
  workflow::Settings& settings = given.workflow;
  std::string& time = given.bounds.time;
  const auto said = [&run](std::string_view member) { return std::string(text_of(run.extras, member)); };
  const auto path_of = [&](std::string_view member) -> std::optional<std::string> {
    const std::string path = recorded_path(run, said(member));
    return path.empty() ? std::nullopt : std::optional(path);
  };
  // A configuration that is given says its limits too.
  if (!settings.limits && !settings.config) {
    using workflow::LimitPolicy;
    const std::string limits = said("limits");
    settings.limits = limits == "off"      ? LimitPolicy::Off
                      : limits == "strict" ? LimitPolicy::Strict
                                           : LimitPolicy::Aws;
  }
  if (!settings.config) settings.config = path_of("config");
  if (!settings.mocks) {
    settings.mocks = path_of("mocks");
    if (const std::string name = said("case"); !settings.mock_case && !name.empty())
      settings.mock_case = name;
  }
  if (!settings.bucket_root) settings.bucket_root = path_of("bucketRoot");
  if (time.empty()) time = said("time");
  if (time.empty()) time = "real";
  PAWL_CHECK(add_recorded(run, "bind", "--bind", settings.bind));
  PAWL_CHECK(add_recorded(run, "subst", "--subst", settings.substitutions));
  if (const Value* names = run.extras.find("vars")) {
    for (const Value& name : names->items()) {
      if (is_given(settings.variables, name.as_string())) continue;
      return refuse(workflow::ErrorCode::InvalidArgument,
                    fmt::format("the run was started with --var {}=…, which is not recorded: give it again",
                                printable(name.as_string())));
    }
  }
  return given;
}

}  // namespace pawl::runs
