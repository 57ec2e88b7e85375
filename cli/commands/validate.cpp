#include "cli/commands/validate.h"

#include "cli/exit_code.h"
#include "cli/report/examine.h"

namespace pawl::cli {

int validate(const ValidateOptions& options, Console& console) {
  const Examination found = examine(options, "pawl validate", console, [](workflow::Definition&) {});
  const bool is_text = options.format == ReportFormat::Auto || options.format == ReportFormat::Text;
  if (is_text) summarize(found, "valid", console);
  if (found.could_not) return kExitCannot;
  return found.is_invalid ? kExitInvalid : kExitYes;
}

}  // namespace pawl::cli
