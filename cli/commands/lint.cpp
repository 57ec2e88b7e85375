#include <algorithm>

#include "cli/commands.h"
#include "cli/commands/explain.h"
#include "cli/commands/shared_options.h"
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

int lint(const LintOptions& options, Console& console) {
  if (options.list_rules) return list_rules(options.format == "json", console);
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
  summarize(found, options, "clean", console);
  if (found.could_not || settings->is_broken()) return kExitCannot;
  if (found.is_invalid) return kExitInvalid;
  return fails(found, options.fail_on) ? kExitNo : kExitYes;
}

void add_options(OptionList& list, LintOptions& lint) {
  using Profile = LintOptions::Profile;
  using FailOn = LintOptions::FailOn;
  add_file_operands(list, lint);
  add_check_options(list, lint);
  list.choice("--profile", lint.profile, {{"aws", Profile::Aws}, {"local", Profile::Local}},
              "aws: the definition has to run on AWS too; local: it runs here only");
  list.choice("--fail-on", lint.fail_on,
              {{"error", FailOn::Error}, {"warning", FailOn::Warning}, {"info", FailOn::Info}},
              "Exits with 1 from this severity on (default: warning)");
  list.assignments("--rule", "ID=SEVERITY", lint.rules,
                   "Sets a rule's severity: off, info, warning or error");
  list.flag("--list-rules", lint.list_rules, "Lists all rules");
  list.value("--explain", "ID", lint.explain, "Explains one rule, with examples").completed(Offer::Rules);
  list.footer(
      "Examples:\n"
      "  pawl lint flows/\n"
      "  pawl lint --profile aws --fail-on error template.yaml\n"
      "  pawl lint --rule hard-coded-account=off --format sarif flows/ > pawl.sarif\n"
      "  pawl lint --explain undefined-variable\n\n"
      "Exit codes: 0 clean, 1 findings, 3 invalid, 2 could not be read.\n"
      "See pawl-lint(1), pawl-rules(7).");
}

}  // namespace

extern const Subcommand kLint = {"lint", "Finds bugs, bad practice and what is not portable in a definition",
                                 declare_command<LintOptions, add_options, lint>};

}  // namespace pawl::cli
