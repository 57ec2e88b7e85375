#include "base/version.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace pawl::cli {
namespace {

struct VersionOptions {};

int version(const VersionOptions&, Console& console) {
  return console.out("pawl " + std::string(pawl::version()) + "\n") ? kExitYes : kExitCannot;
}

void add_options(OptionList& list, VersionOptions&) { list.footer("See pawl(1)."); }

}  // namespace

extern const Subcommand kVersion = {"version", "Shows the version",
                                    declare_command<VersionOptions, add_options, version>};

}  // namespace pawl::cli
