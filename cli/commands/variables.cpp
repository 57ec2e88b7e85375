#include "cli/commands/variables.h"

#include <fmt/format.h>

#include "cli/report/faults.h"
#include "cli/terminal/table.h"
#include "history/details.h"
#include "history/reader.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

std::string line_of(const history::RecordedEvent& event, const Member& variable, ShowOptions::Format format) {
  const std::string id = fmt::format("{}", event.id);
  const std::string state(text_of(event.details, "name"));
  const std::string_view name = variable.key.as_string();
  switch (format) {
    case ShowOptions::Format::Json:
      return to_json(Value::object({{"event", Value::integer(static_cast<int64_t>(event.id))},
                                    {"state", Value::string(state)},
                                    {"variable", Value::string(name)},
                                    {"value", history::payload(variable.value)}})) +
             "\n";
    case ShowOptions::Format::Csv:
      return csv_text({{id, state, std::string(name), std::string(variable.value.as_string())}});
    case ShowOptions::Format::Text: break;
  }
  return fmt::format("{:>6}  {}  ${} = {}\n", id, printable(state), printable(name),
                     printable(variable.value.as_string()));
}

}  // namespace

Result<void> print_variables(const std::string& history, ShowOptions::Format format, Console& console) {
  PAWL_TRY(history::Reader reader, history::Reader::open(history));
  if (format == ShowOptions::Format::Csv)
    PAWL_CHECK(console.out(csv_text({{"event", "state", "variable", "value"}})));
  bool found = false, is_empty = true;
  while (!console.out_closed()) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    is_empty = false;
    const Value* variables = event->details.find("assignedVariables");
    if (variables == nullptr) continue;
    std::string text;
    for (const Member& one : variables->members()) {
      if (one.value.is_string()) text += line_of(*event, one, format);
    }
    found = found || !text.empty();
    PAWL_CHECK(console.out(text));
  }
  if (is_empty && !console.out_closed())
    return fail(fmt::format("the history '{}' is empty: its run or its export failed before the first event",
                            printable(history)));
  warn_of_faults(history, reader.faults(), console);
  if (!found && console.err_is_terminal()) console.err("no variables were assigned\n");
  return {};
}

}  // namespace pawl::cli
