#include "cli/commands/dry_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_code.h"
#include "cli/report/report.h"

namespace pawl::cli {

int dry_run(const Workflow& workflow, Console& console) {
  const asl::StateMachine& machine = *workflow.definition.machine;
  std::vector<const asl::State*> tasks;
  size_t width = 0;
  for (const asl::State* state : machine.states) {
    if (state->type() != asl::StateType::Task) continue;
    tasks.push_back(state);
    width = std::max(width, display_width(printable(state->name)));
  }
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const auto* a, const auto* b) { return a->name_span.begin < b->name_span.begin; });
  std::string text =
      fmt::format("{}: valid, {} state{}, {} task{}\n", printable(workflow.definition.document.name),
                  machine.states.size(), machine.states.size() == 1 ? "" : "s", tasks.size(),
                  tasks.size() == 1 ? "" : "s");
  if (workflow.config) text += fmt::format("configuration: {}\n", printable(workflow.config->path));
  for (const asl::State* state : tasks) {
    std::string name = printable(state->name);
    name.append(width - display_width(name), ' ');
    const auto& unbound = workflow.tasks.unbound;
    const auto problem =
        std::find_if(unbound.begin(), unbound.end(), [&](const auto& one) { return one.state == state; });
    if (problem != unbound.end()) {
      text += fmt::format("  {}  {} {}\n", name, console.paint_out(Color::Red, "cannot run:"),
                          printable(problem->message));
      continue;
    }
    const tasks::Binding* binding = workflow.tasks.tasks.find(*state);
    const std::string what =
        binding != nullptr ? tasks::describe(*binding, workflow.tasks.tasks.secrets) : "nothing";
    text += fmt::format("  {}  {}\n", name, printable(what));
  }
  text +=
      "Nothing was started. Not checked: whether the input fits the paths, whether commands and URLs do what "
      "is wanted, and what "
      "paths and expressions give with real data.\n";
  if (const auto written = console.out(text); !written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  const auto refusal = refuse_unbound(workflow, console);
  if (!refusal) return kExitYes;
  console.err(refusal->text);
  return refusal->exit_code;
}

}  // namespace pawl::cli
