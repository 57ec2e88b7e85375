#include "cli/commands/dry_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/report/error.h"

namespace pawl::cli {

namespace {

std::string plan_of(const workflow::Workflow& workflow, const Console& console) {
  const asl::StateMachine& machine = *workflow.definition.machine;
  const std::vector<workflow::PlannedTask> tasks = workflow::planned_tasks(workflow);
  size_t width = 0;
  for (const workflow::PlannedTask& task : tasks)
    width = std::max(width, display_width(printable(task.state->name)));
  std::string text =
      fmt::format("{}: valid, {} state{}, {} task{}\n", printable(workflow.definition.document.name),
                  machine.states.size(), machine.states.size() == 1 ? "" : "s", tasks.size(),
                  tasks.size() == 1 ? "" : "s");
  if (workflow.config) text += fmt::format("configuration: {}\n", printable(workflow.config->path));
  for (const workflow::PlannedTask& task : tasks) {
    std::string name = printable(task.state->name);
    name.append(width - display_width(name), ' ');
    const std::string mark = task.is_unbound ? console.paint_out(Color::Red, "cannot run:") + " " : "";
    text += fmt::format("  {}  {}{}\n", name, mark, printable(task.what));
  }
  return text;
}

}  // namespace

int dry_run(const workflow::Workflow& workflow, Console& console) {
  std::string text = plan_of(workflow, console);
  for (const auto& [file, machine] : workflow.machines) text += plan_of(*machine, console);
  text +=
      "Nothing was started. Not checked: whether the input fits the paths, whether commands and URLs do what "
      "is wanted, and what "
      "paths and expressions give with real data.\n";
  if (const auto written = console.out(text); !written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  const auto bound = workflow::check_bound(workflow);
  return bound ? kExitYes : report(bound.error(), console);
}

}  // namespace pawl::cli
