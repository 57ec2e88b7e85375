#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "starter/starter.h"

namespace pawl::cli {
namespace {

struct InitOptions {
  std::string folder;
  const starter::StarterTemplate* chosen = starter::starter_templates().data();
};

int init(const InitOptions& options, Console& console) {
  const auto made = starter::make_workflow(options.folder, *options.chosen);
  if (!made) {
    console.error(made.error().message);
    return kExitCannot;
  }
  const std::string folder = printable(options.folder);
  const std::string name = printable(std::filesystem::path(options.folder).filename().string());
  std::string text = fmt::format("{}: {}\n", folder, options.chosen->summary);
  for (const std::string& file : *made) text += fmt::format("  {}\n", file);
  text += fmt::format("Next:\n  cd {}\n  pawl run {}.asl.json -i input.json\n  pawl test\n", folder, name);
  const auto written = console.out(text);
  return written ? kExitYes : kExitCannot;
}

void add_options(OptionList& list, InitOptions& init) {
  list.operand("NAME", init.folder, "The new folder, and the name of the workflow").required();
  std::vector<std::pair<std::string, const starter::StarterTemplate*>> templates;
  for (const starter::StarterTemplate& one : starter::starter_templates())
    templates.emplace_back(one.name, &one);
  list.choice("--template", init.chosen, std::move(templates), "What to begin with (default: order)");
  list.footer(
      "Examples:\n"
      "  pawl init shop\n"
      "  pawl init nightly --template batch\n\n"
      "Exit codes: 0 written, 2 the folder exists or cannot be made.\n"
      "See pawl-init(1).");
}

}  // namespace

extern const Subcommand kInit = {"init", "Writes a small workflow to begin with",
                                 declare_command<InitOptions, add_options, init>};

}  // namespace pawl::cli
