#include "cli/workflow.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/exit_code.h"
#include "cli/identity.h"
#include "cli/report/report.h"
#include "tasks/trusted_file.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

using Refused = tl::unexpected<Refusal>;

std::string error_line(const Console& console, std::string_view message) {
  return fmt::format("{} {}\n", console.paint(Color::Red, "pawl: error:"), message);
}

Refused refuse(int exit_code, const Console& console, std::string_view message) {
  return Refused(Refusal{exit_code, error_line(console, message)});
}

std::string placeholder_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "${" : ", ${") + name + "}";
  return out;
}

std::string placeholder_hint(const Definition& definition, const Console& console) {
  if (definition.unfilled.empty()) return {};
  return fmt::format("  {} not filled in: {}; `--subst {}=VALUE` does it\n",
                     console.paint(Color::Cyan, "hint:"), placeholder_list(definition.unfilled),
                     definition.unfilled.front());
}

/// A placeholder in a place where nobody can tell what it stands for.
std::optional<std::string> left_open(const Definition& definition) {
  const auto& bare = definition.document.bare_placeholders;
  const auto& open = definition.machine->open_placeholders;
  if (bare.empty() && open.empty()) return std::nullopt;
  return fmt::format("{}: a placeholder {} has no value; nothing was run",
                     place_text(definition.document, bare.empty() ? open.front() : bare.front()),
                     bare.empty() ? "in this field" : "without quotes");
}

/// What this version cannot run, though it is valid.
std::optional<std::string> unsupported(const Definition& definition) {
  for (const asl::State* state : definition.machine->states) {
    if (!asl::is_distributed_map(*state)) continue;
    return fmt::format(
        "{}: the state '{}' is a Distributed Map, which this version of pawl validates and replays but does "
        "not "
        "run; \"Mode\": \"INLINE\" does",
        place_text(definition.document, state->name_span), printable(state->name));
  }
  return std::nullopt;
}

tl::expected<std::optional<tasks::Config>, Refusal> load_config(const RunOptions& options,
                                                                const std::string& directory,
                                                                const Console& console) {
  const std::optional<std::string> path = options.config ? options.config : tasks::find_config(directory);
  if (!path) return std::nullopt;
  const auto trusted = [&](const std::string& file) {
    return options.config ? Result<void>()
                          : tasks::check_trusted(file, fmt::format("`--config {}` takes it as it is", *path));
  };
  if (const auto good = trusted(*path); !good)
    return refuse(kExitCannot, console, printable(good.error().message));
  auto loaded = tasks::load_config(*path);
  if (!loaded) return refuse(kExitCannot, console, loaded.error().message);
  if (const std::string& file = loaded->config.env_file; !file.empty()) {
    if (const auto good = trusted(file); !good)
      return refuse(kExitCannot, console, printable(good.error().message));
  }
  if (!source::has_errors(loaded->diagnostics)) return std::move(loaded->config);
  std::string text;
  for (source::Diagnostic& diagnostic : loaded->diagnostics) {
    diagnostic.code.clear();  // AWS has no say here
    text += finding_text(diagnostic, loaded->document, console, Stream::Err);
  }
  return Refused(
      Refusal{kExitCannot, text + error_line(console, "the configuration is broken; nothing was run")});
}

}  // namespace

tl::expected<Workflow, Refusal> load_workflow(const RunOptions& options, const Console& console) {
  Workflow out;
  const auto type = options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  auto definition = load_definition(options.definition, options.subst, type);
  if (!definition) return refuse(kExitCannot, console, definition.error().message);
  out.definition = std::move(*definition);
  if (source::has_errors(out.definition.diagnostics)) {
    std::string text;
    size_t errors = 0;
    for (const source::Diagnostic& diagnostic : out.definition.diagnostics) {
      if (diagnostic.severity != source::Severity::Error) continue;
      ++errors;
      text += finding_text(diagnostic, out.definition.document, console, Stream::Err);
    }
    text += error_line(console, fmt::format("the definition is invalid, {} error{}; nothing was run", errors,
                                            errors == 1 ? "" : "s"));
    return Refused(Refusal{kExitInvalid, text + placeholder_hint(out.definition, console)});
  }
  return bind_workflow(std::move(out.definition), options, console);
}

tl::expected<Workflow, Refusal> bind_workflow(Definition definition, const RunOptions& options,
                                              const Console& console) {
  Workflow out;
  out.definition = std::move(definition);
  if (const auto message = left_open(out.definition)) {
    return Refused(
        Refusal{kExitInvalid, error_line(console, *message) + placeholder_hint(out.definition, console)});
  }
  if (const auto message = unsupported(out.definition)) return refuse(kExitInvalid, console, *message);
  std::error_code error;
  const fs::path folder = options.definition == "-" ? fs::path() : fs::path(options.definition).parent_path();
  const std::string directory =
      fs::absolute(folder.empty() ? fs::path(".") : folder, error).lexically_normal().string();
  auto config = load_config(options, directory, console);
  if (!config) return Refused(config.error());
  out.config = std::move(*config);
  out.machine_name = machine_name(options.definition);
  out.limits = options.limits;
  if (out.limits == RunOptions::Limits::Config) {
    const std::string said = out.config ? out.config->limits : "";
    out.limits = said == "strict" ? RunOptions::Limits::Strict
                 : said == "off"  ? RunOptions::Limits::Off
                                  : RunOptions::Limits::Aws;
  }

  std::optional<tasks::MockFile> mocks;
  if (options.mocks) {
    auto loaded = tasks::MockFile::load(*options.mocks);
    if (!loaded) return refuse(kExitCannot, console, loaded.error().message);
    mocks = std::move(*loaded);
  }
  auto resolved =
      tasks::resolve({.machine = *out.definition.machine,
                      .machine_name = out.machine_name,
                      .directory = directory,
                      .config = out.config ? &*out.config : nullptr,
                      .overrides = options.bind,
                      .mocks = mocks ? &*mocks : nullptr,
                      .test_case = options.mock_case.value_or(""),
                      .variables = {options.var.begin(), options.var.end()},
                      .network = options.offline ? tasks::Network::Denied : tasks::Network::Allowed});
  if (!resolved) return refuse(kExitCannot, console, resolved.error().message);
  out.tasks = std::move(*resolved);
  return out;
}

std::optional<Refusal> refuse_unbound(const Workflow& workflow, const Console& console) {
  const auto& unbound = workflow.tasks.unbound;
  if (unbound.empty()) return std::nullopt;
  std::string text;
  for (const tasks::Unbound& one : unbound) {
    const std::string place = place_text(workflow.definition.document, one.span);
    text += fmt::format("{} {} '{}' ({}): {}\n", console.paint(Color::Bold, place + ":"),
                        console.paint(Color::Red, "error:"), printable(one.state->name),
                        shortened(printable(one.resource), 80), printable(one.message));
    if (!one.hint.empty())
      text += fmt::format("  {} {}\n", console.paint(Color::Cyan, "hint:"), printable(one.hint));
  }
  text += error_line(console, unbound.size() == 1
                                  ? std::string("a task cannot run here; nothing was run")
                                  : fmt::format("{} tasks cannot run here; nothing was run", unbound.size()));
  return Refusal{kExitUnbound, text + placeholder_hint(workflow.definition, console)};
}

}  // namespace pawl::cli
