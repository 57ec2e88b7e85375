#include "cli/run_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/digest.h"
#include "history/details.h"
#include "tasks/mask.h"
#include "value/compare.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kLimits = {"aws", "aws", "strict", "off"};
constexpr std::array<std::string_view, 3> kPaths = {"file", "config", "mocks"};

bool is_given(const Assignments& assignments, std::string_view name) {
  return std::any_of(assignments.begin(), assignments.end(),
                     [name](const auto& one) { return one.first == name; });
}

std::string absolute(std::string_view path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? std::string(path) : whole.lexically_normal().string();
}

}  // namespace

Value settings_of(const Workflow& workflow, const RunOptions& options) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    out.append(member, Value::string(value));
  };
  text("file", workflow.definition.document.name);
  std::error_code error;
  text("directory", fs::current_path(error).string());
  text("sha256", *digest(workflow.definition.full_text(), "SHA-256"));
  text("time", options.time);
  text("limits", kLimits[static_cast<size_t>(workflow.limits)]);
  if (workflow.config) {
    text("config", workflow.config->path);
    text("configSha256", workflow.config->sha256);
  }
  if (options.mocks) text("mocks", *options.mocks);
  if (options.mock_case) text("case", *options.mock_case);
  if (!options.bind.empty()) {
    ObjectBuilder bind;
    for (const auto& [state, command] : options.bind) {
      bind.set(state, Value::string(tasks::mask(command, workflow.tasks.tasks.secrets)));
    }
    out.append("bind", bind.finish());
  }
  if (!options.var.empty()) {  // the names: what they hold may be secret
    ArrayBuilder names;
    for (const auto& one : options.var) names.push(Value::string(one.first));
    out.append("vars", names.finish());
  }
  out.append("definition", source::to_value(workflow.definition.document.root));
  return out.finish();
}

Value changed_settings(const Recorded& recorded, const Workflow& workflow, const RunOptions& options) {
  const Value now = settings_of(workflow, options);
  const bool same_definition = history::text_of(now, "sha256") == recorded.run.sha256;
  ObjectBuilder out;
  for (const Member& member : now.members()) {
    const std::string_view name = member.key.as_string();
    const bool is_of_definition = name == "file" || name == "sha256" || name == "definition";
    if (name == "directory" || (is_of_definition && same_definition)) continue;
    const Value* before = recorded.run.extras.find(name);
    if (std::find(kPaths.begin(), kPaths.end(), name) != kPaths.end()) {
      const std::string path = absolute(member.value.as_string());
      const std::string old(history::text_of(recorded.run.extras, name));
      if (path != absolute(recorded_path(recorded.run, old))) out.append(name, Value::string(path));
    } else if (before == nullptr || !deep_equal(*before, member.value)) {
      out.append(name, member.value);
    }
  }
  Value changed = out.finish();
  return changed.size() == 0 ? Value() : changed;
}

Result<RunOptions> resumed_options(const ResumeOptions& options, const Recorded& recorded) {
  const replay::RecordedRun& run = recorded.run;
  RunOptions out = options.run;
  out.definition = options.definition.value_or(recorded_path(run, run.file));
  const auto said = [&run](std::string_view member) {
    return std::string(history::text_of(run.extras, member));
  };
  out.express = said("type") == "EXPRESS";
  const auto path_of = [&](std::string_view member) -> std::optional<std::string> {
    const std::string path = recorded_path(run, said(member));
    return path.empty() ? std::nullopt : std::optional(path);
  };
  // A configuration that is given says its limits too.
  if (out.limits == RunOptions::Limits::Config && !out.config) {
    const std::string limits = said("limits");
    out.limits = limits == "off"      ? RunOptions::Limits::Off
                 : limits == "strict" ? RunOptions::Limits::Strict
                                      : RunOptions::Limits::Aws;
  }
  if (!out.config) out.config = path_of("config");
  if (!out.mocks) {
    out.mocks = path_of("mocks");
    if (const std::string name = said("case"); !out.mock_case && !name.empty()) out.mock_case = name;
  }
  if (out.time.empty()) out.time = said("time");
  if (out.time.empty()) out.time = "real";
  if (const Value* bind = run.extras.find("bind")) {
    for (const Member& member : bind->members()) {
      const std::string state(member.key.as_string());
      if (is_given(out.bind, state) || !member.value.is_string()) continue;
      if (member.value.as_string().find("***") != std::string_view::npos) {
        return fail(fmt::format(
            "the run was started with --bind {}=…, in which a secret is not recorded: give it again",
            printable(state)));
      }
      out.bind.emplace_back(state, member.value.as_string());
    }
  }
  if (const Value* names = run.extras.find("vars")) {
    for (const Value& name : names->items()) {
      if (is_given(out.var, name.as_string())) continue;
      return fail(fmt::format("the run was started with --var {}=…, which is not recorded: give it again",
                              printable(name.as_string())));
    }
  }
  return out;
}

}  // namespace pawl::cli
