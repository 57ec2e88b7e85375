#include "api/load.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "asl/parse.h"
#include "base/result.h"
#include "rules/rule.h"
#include "source/mapped_text.h"
#include "tasks/config.h"
#include "tasks/mock_file.h"
#include "tasks/trusted_file.h"

namespace pawl::api {

namespace {

namespace fs = std::filesystem;
using Code = Failure::Code;

void parse_and_check(Loaded& out, source::LoadResult loaded, asl::WorkflowType type) {
  out.document = std::move(loaded.document);
  out.diagnostics = std::move(loaded.diagnostics);
  if (source::has_errors(out.diagnostics)) return;
  const auto add = [&out](source::Diagnostics more) {
    std::move(more.begin(), more.end(), std::back_inserter(out.diagnostics));
  };
  asl::ParseResult parsed = asl::parse(out.document);
  add(std::move(parsed.diagnostics));
  out.machine = std::move(parsed.machine);
  if (out.machine) add(rules::check(*out.machine, out.document, {type}));
  std::stable_sort(out.diagnostics.begin(), out.diagnostics.end(),
                   [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
}

/// The configuration that is asked for, or one that is found by itself and trusted; none: there is none.
Result<std::optional<tasks::Config>> load_config(const LoadOptions& options, const std::string& directory) {
  const std::optional<std::string> path = options.config ? options.config : tasks::find_config(directory);
  if (!path) return std::nullopt;
  const auto check = [&](const std::string& file) {
    return options.config || file.empty()
               ? Result<void>()
               : tasks::check_trusted(file, "LoadOptions::config takes it as it is");
  };
  PAWL_CHECK(check(*path));
  PAWL_TRY(tasks::ConfigResult loaded, tasks::load_config(*path));
  PAWL_CHECK(check(loaded.config.env_file));
  if (source::has_errors(loaded.diagnostics))
    return fail(tasks::describe(loaded.document, loaded.diagnostics));
  return std::move(loaded.config);
}

/// Every Task to what it does here.
Result<tasks::Resolved> bind_tasks(Loaded& loaded, const std::string& path, const LoadOptions& options) {
  const std::string directory = fs::absolute(fs::path(path)).parent_path().lexically_normal().string();
  PAWL_TRY(const std::optional<tasks::Config> config, load_config(options, directory));
  const std::string said = config ? config->limits : "";
  loaded.limits = options.limits.value_or(said == "strict" ? Limits::Strict
                                          : said == "off"  ? Limits::Off
                                                           : Limits::Aws);
  std::optional<tasks::MockFile> mocks;
  if (options.mocks) {
    PAWL_TRY(mocks, tasks::MockFile::load(*options.mocks));
  }
  return tasks::resolve({.machine = *loaded.machine,
                         .machine_name = loaded.machine_name,
                         .directory = directory,
                         .config = config ? &*config : nullptr,
                         .overrides = options.commands,
                         .mocks = mocks ? &*mocks : nullptr,
                         .test_case = options.mock_case,
                         .network = options.offline ? tasks::Network::Denied : tasks::Network::Allowed});
}

}  // namespace

tl::expected<Loaded, Failure> load(const std::string& path, const LoadOptions& options) {
  const auto refuse = [](Code code, std::string message) {
    return tl::unexpected<Failure>(Failure{code, std::move(message)});
  };
  auto file = source::load(path);
  if (!file) return refuse(Code::Unreadable, file.error().message);
  if (!options.substitutions.empty())
    *file = source::read_filled(std::move(file->document), options.substitutions).loaded;
  Loaded out;
  parse_and_check(out, std::move(*file),
                  options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard);
  out.machine_name = fs::path(path).stem().stem().string();
  if (!out.is_valid()) return out;
  auto tasks = bind_tasks(out, path, options);
  if (!tasks) return refuse(Code::Configuration, tasks.error().message);
  out.tasks = std::move(*tasks);
  return out;
}

}  // namespace pawl::api
