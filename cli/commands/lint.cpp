#include "cli/commands/lint.h"

#include <algorithm>

#include "cli/commands/explain.h"
#include "cli/exit_code.h"
#include "cli/lint_settings.h"
#include "cli/report/examine.h"
#include "rules/rule.h"

namespace pawl::cli {
namespace {

rules::Profile profile_of(LintOptions::Profile profile) {
  switch (profile) {
    case LintOptions::Profile::Any: break;
    case LintOptions::Profile::Aws: return rules::Profile::Aws;
    case LintOptions::Profile::Local: return rules::Profile::Local;
  }
  return rules::Profile::Any;
}

void advise(workflow::Definition& definition, const LintOptions& options) {
  // Advice on top of errors would mostly be about what the errors have done.
  if (definition.machine != nullptr && !source::has_errors(definition.diagnostics)) {
    rules::advise(*definition.machine, definition.document,
                  {.type = definition.type, .profile = profile_of(options.profile)}, definition.diagnostics);
  }
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
  auto settings = LintSettings::read(options);
  if (!settings) {
    console.error(settings.error().message);
    return kExitCannot;
  }
  const Examination found = examine(options, "pawl lint", console, [&](workflow::Definition& definition) {
    advise(definition, options);
    settings->apply(definition.document, definition.diagnostics, console);
  });
  const bool is_text = options.format == ReportFormat::Auto || options.format == ReportFormat::Text;
  if (is_text) summarize(found, "clean", console);
  if (found.could_not || settings->is_broken()) return kExitCannot;
  if (found.is_invalid) return kExitInvalid;
  return fails(found, options.fail_on) ? kExitNo : kExitYes;
}

}  // namespace pawl::cli
