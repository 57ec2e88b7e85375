#include "cli/commands.h"
#include "cli/commands/shared_options.h"
#include "cli/exit_code.h"
#include "cli/report/examine.h"

namespace pawl::cli {
namespace {

int validate(const ValidateOptions& options, Console& console) {
  const Examination found = examine(options, "pawl validate", console, [](workflow::Definition&) {});
  summarize(found, options, "valid", console);
  if (found.could_not) return kExitCannot;
  return found.is_invalid ? kExitInvalid : kExitYes;
}

void add_options(OptionList& list, ValidateOptions& validate) {
  add_file_operands(list, validate).required();
  add_check_options(list, validate);
  list.footer(
      "Examples:\n"
      "  pawl validate order.asl.json\n"
      "  pawl validate template.yaml#OrderMachine\n"
      "  pawl validate --format json flows/ | jq '.diagnostics[].message'\n\n"
      "Exit codes: 0 valid, 3 invalid, 2 could not be read. See pawl-validate(1).");
}

}  // namespace

extern const Subcommand kValidate = {"validate", "Checks whether AWS would accept a definition; runs nothing",
                                     declare_command<ValidateOptions, add_options, validate>};

}  // namespace pawl::cli
