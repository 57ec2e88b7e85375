#include "cli/lint_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/glob.h"
#include "cli/commands/explain.h"
#include "cli/report/report.h"
#include "tasks/trusted_file.h"

namespace pawl::cli {
namespace {

using source::Severity;

/// The names of the states that a pointer goes through.
std::vector<std::string> states_of(std::string_view pointer) {
  constexpr std::string_view kStates = "/States/";
  std::vector<std::string> names;
  for (size_t at = pointer.find(kStates); at != std::string_view::npos; at = pointer.find(kStates, at + 1)) {
    const std::string_view token = pointer.substr(at + kStates.size());
    std::string name;
    for (size_t i = 0; i < token.size() && token[i] != '/'; ++i) {
      if (token[i] == '~' && i + 1 < token.size()) name += token[++i] == '1' ? '/' : '~';
      else name += token[i];
    }
    names.push_back(std::move(name));
  }
  return names;
}

bool is_ignored(const tasks::LintConfig::Ignored& ignored, const source::Diagnostic& finding) {
  if (ignored.rule != finding.rule) return false;
  if (ignored.state.empty()) return true;
  const std::vector<std::string> states = states_of(finding.pointer);
  return std::any_of(states.begin(), states.end(),
                     [&](const std::string& name) { return glob_matches(ignored.state, name); });
}

}  // namespace

Result<LintSettings> LintSettings::read(const LintOptions& options) {
  LintSettings out;
  for (const auto& [id, word] : options.rules) {
    if (const auto done = set(out.typed_, id, word); !done) return fail("--rule: " + done.error().message);
  }
  return out;
}

Result<void> LintSettings::set(Severities& severities, const std::string& id, const std::string& word) {
  const rules::Rule* rule = rules::find_rule(id);
  if (rule == nullptr) return fail(unknown_rule(id));
  if (rule->kind == rules::Rule::Kind::Validity) {
    return fail(fmt::format("'{}' is what AWS refuses: it stays an error", id));
  }
  if (word == "off" || word == "false") {
    severities.insert_or_assign(id, std::nullopt);
    return {};
  }
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
    if (word != name_of(severity)) continue;
    severities.insert_or_assign(id, severity);
    return {};
  }
  return fail(fmt::format("{}: '{}' is none of off, info, warning, error", id, printable(word)));
}

void LintSettings::apply(const source::Document& document, source::Diagnostics& diagnostics,
                         Console& console) {
  const Project& project = project_of(document.name, console);
  std::erase_if(diagnostics, [&](source::Diagnostic& diagnostic) {
    const rules::Rule* rule = rules::find_rule(diagnostic.rule);
    // A reader's warning in JSON may be an error in YAML, which then stays.
    const bool is_refusal =
        diagnostic.severity == Severity::Error && rule != nullptr && rule->check == nullptr;
    if (rule == nullptr || rule->kind == rules::Rule::Kind::Validity || is_refusal) return false;
    if (std::any_of(project.ignored.begin(), project.ignored.end(),
                    [&](const auto& ignored) { return is_ignored(ignored, diagnostic); }))
      return true;
    const Severities* const both[] = {&typed_, &project.severities};
    for (const Severities* severities : both) {
      const auto found = severities->find(diagnostic.rule);
      if (found == severities->end()) continue;
      if (!found->second) return true;
      diagnostic.severity = *found->second;
      return false;
    }
    return false;
  });
}

const LintSettings::Project& LintSettings::project_of(const std::string& file, Console& console) {
  std::error_code error;
  const std::filesystem::path folder =
      std::filesystem::absolute(file, error).lexically_normal().parent_path();
  const std::string path = tasks::find_config(folder.string()).value_or("");
  const auto known = projects_.find(path);
  if (known != projects_.end()) return known->second;
  return projects_.emplace(path, path.empty() ? Project{} : load(path, console)).first->second;
}

LintSettings::Project LintSettings::load(const std::string& path, Console& console) {
  Project out;
  if (const auto good = tasks::check_trusted(path, "`chown` it if it is yours"); !good) {
    console.error(printable(good.error().message));
    is_broken_ = true;
    return out;
  }
  const auto loaded = tasks::load_config(path);
  if (!loaded) {
    console.error(loaded.error().message);
    is_broken_ = true;
    return out;
  }
  for (source::Diagnostic diagnostic : loaded->diagnostics) {
    if (diagnostic.severity != Severity::Error) continue;
    diagnostic.code.clear();  // AWS has no say here
    console.err(finding_text(diagnostic, loaded->document, console, Stream::Err));
    is_broken_ = true;
  }
  const auto complain = [&](const std::string& message) {
    console.error(fmt::format("{}: lint: {}", printable(path), message));
    is_broken_ = true;
  };
  for (const auto& [id, word] : loaded->config.lint.severities) {
    if (const auto done = set(out.severities, id, word); !done) complain(done.error().message);
  }
  for (const tasks::LintConfig::Ignored& ignored : loaded->config.lint.ignored) {
    Severities unused;
    if (const auto done = set(unused, ignored.rule, "off"); !done) complain(done.error().message);
  }
  out.ignored = loaded->config.lint.ignored;
  return out;
}

}  // namespace pawl::cli
