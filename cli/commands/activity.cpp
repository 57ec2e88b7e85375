#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/table.h"
#include "value/dump.h"
#include "waiting/activity_queue.h"
#include "waiting/state_folder.h"

namespace pawl::cli {

namespace {

using waiting::ActivityQueue;

struct ActivityOptions {
  enum class Act : uint8_t { List, Create, Delete };
  enum class Format : uint8_t { Text, Json };
  Act act = Act::List;
  std::string name;  // or its ARN; empty: all
  Format format = Format::Text;
};

std::string table_of(const std::string& state_folder, const std::vector<std::string>& names,
                     ActivityOptions::Format format) {
  std::string json;
  std::vector<std::vector<std::string>> cells = {{"ACTIVITY", "QUEUED", "WORKED ON"}};
  for (const std::string& name : names) {
    const auto counts = ActivityQueue(state_folder, name).counts();
    cells.push_back({printable(name), fmt::format("{}", counts.queued), fmt::format("{}", counts.claimed)});
    json += to_json(Value::object({{"name", Value::string(name)},
                                   {"queued", Value::integer(static_cast<int64_t>(counts.queued))},
                                   {"claimed", Value::integer(static_cast<int64_t>(counts.claimed))}})) +
            "\n";
  }
  if (format == ActivityOptions::Format::Json) return json;
  return names.empty() ? "" : table_text(cells, {Align::Left, Align::Right, Align::Right});
}

int activity(const ActivityOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  const auto state_folder = waiting::state_folder();
  if (!state_folder) return cannot(state_folder.error().message);
  const std::string name(waiting::name_of_activity(options.name));
  if (options.act == ActivityOptions::Act::List) {
    std::vector<std::string> names = waiting::activity_names(*state_folder);
    if (!name.empty()) std::erase_if(names, [&](const std::string& one) { return one != name; });
    const auto written = console.out(table_of(*state_folder, names, options.format));
    return written ? kExitYes : cannot(written.error().message);
  }
  if (name.empty()) return cannot("give the name of the activity, or its ARN");
  if (!waiting::is_activity_name(name))
    return cannot(fmt::format("an activity cannot be named '{}'", printable(name)));
  const ActivityQueue queue(*state_folder, name);
  if (options.act == ActivityOptions::Act::Create) {
    const auto made = queue.create();
    return made ? kExitYes : cannot(made.error().message);
  }
  if (queue.remove_activity()) return kExitYes;
  console.error(fmt::format("the activity '{}' does not exist", printable(name)));
  return kExitNo;
}

void add_options(OptionList& list, ActivityOptions& activity) {
  using Act = ActivityOptions::Act;
  using Format = ActivityOptions::Format;
  list.choice("ACTION", activity.act, {{"ls", Act::List}, {"create", Act::Create}, {"delete", Act::Delete}},
              "ls: lists activities with the tasks in their queues; create, delete: makes or removes one")
      .as_operand()
      .required();
  list.operand("ACTIVITY", activity.name, "The name of an activity, or its ARN");
  list.choice("--format", activity.format, {{"text", Format::Text}, {"json", Format::Json}},
              "Of ls: a table, or one JSON object per line");
  list.footer(
      "Examples:\n"
      "  pawl activity create resize\n"
      "  pawl activity ls\n\n"
      "See pawl-activity(1), pawl-worker(1).");
}

}  // namespace

extern const Subcommand kActivity = {"activity", "Lists, makes and removes activities",
                                     declare_command<ActivityOptions, add_options, activity>};

}  // namespace pawl::cli
