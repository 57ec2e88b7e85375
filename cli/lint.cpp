#include "cli/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/examine.h"
#include "cli/exit_code.h"
#include "cli/explain.h"
#include "cli/report.h"
#include "rules/rule.h"

namespace pawl::cli {
namespace {

using source::Severity;

/// What rules are made of, by id; nothing: off.
using Severities = std::map<std::string, std::optional<Severity>, std::less<>>;

Result<std::pair<std::string, std::optional<Severity>>> setting(const std::string& id,
                                                                const std::string& word) {
  const rules::Rule* rule = rules::find_rule(id);
  if (rule == nullptr) return fail(unknown_rule(id));
  if (rule->kind == rules::Rule::Kind::Validity) {
    return fail(fmt::format("'{}' is what AWS refuses: it stays an error", id));
  }
  if (word == "off") return std::pair(id, std::optional<Severity>());
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
    if (word == name_of(severity)) return std::pair(id, std::optional(severity));
  }
  return fail(fmt::format("{}: '{}' is none of off, info, warning, error", id, printable(word)));
}

rules::Profile profile_of(LintOptions::Profile profile) {
  switch (profile) {
    case LintOptions::Profile::Any: break;
    case LintOptions::Profile::Aws: return rules::Profile::Aws;
    case LintOptions::Profile::Local: return rules::Profile::Local;
  }
  return rules::Profile::Any;
}

void set_severities(source::Diagnostics& diagnostics, const Severities& severities) {
  std::erase_if(diagnostics, [&](source::Diagnostic& diagnostic) {
    const auto found = severities.find(diagnostic.rule);
    // A reader's warning may be an error in another format, which then stays.
    const bool is_fixed = found == severities.end() || !diagnostic.code.empty();
    if (is_fixed) return false;
    if (!found->second) return true;
    diagnostic.severity = *found->second;
    return false;
  });
}

void advise(Definition& definition, const LintOptions& options, const Severities& severities) {
  // Advice on top of errors would mostly be about what the errors have done.
  if (definition.machine != nullptr && !source::has_errors(definition.diagnostics)) {
    source::Diagnostics advice =
        rules::advise(*definition.machine, definition.document,
                      {.type = definition.type, .profile = profile_of(options.profile)});
    std::move(advice.begin(), advice.end(), std::back_inserter(definition.diagnostics));
    std::stable_sort(definition.diagnostics.begin(), definition.diagnostics.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
  }
  set_severities(definition.diagnostics, severities);
}

bool fails(const Examination& found, LintOptions::FailOn fail_on) {
  switch (fail_on) {
    case LintOptions::FailOn::Info: return found.errors + found.warnings + found.infos > 0;
    case LintOptions::FailOn::Warning: return found.errors + found.warnings > 0;
    case LintOptions::FailOn::Error: break;
  }
  return found.errors > 0;
}

}  // namespace

int lint(const LintOptions& options, Console& console) {
  if (options.list_rules) return list_rules(options.format, console);
  if (options.explain) return explain_rule(*options.explain, console);
  if (options.files.empty()) {
    console.error("no FILE is given");
    console.err("See `pawl lint --help`.\n");
    return kExitCannot;
  }
  Severities severities;
  for (const auto& [id, word] : options.rules) {
    const auto one = setting(id, word);
    if (!one) {
      console.error("--rule: " + one.error().message);
      return kExitCannot;
    }
    severities.insert_or_assign(one->first, one->second);
  }
  const Examination found = examine(options, "pawl lint", console,
                                    [&](Definition& definition) { advise(definition, options, severities); });
  const bool is_text = options.format == ReportFormat::Auto || options.format == ReportFormat::Text;
  if (is_text) summarize(found, "clean", console);
  if (found.could_not) return kExitCannot;
  if (found.is_invalid) return kExitInvalid;
  return fails(found, options.fail_on) ? kExitNo : kExitYes;
}

}  // namespace pawl::cli
