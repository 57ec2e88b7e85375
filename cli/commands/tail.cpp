#include "cli/commands/tail.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/exit_code.h"
#include "cli/recorded.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/event_text.h"
#include "history/reader.h"
#include "history/run_store.h"
#include "history/seal.h"
#include "history/visit_tracker.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

constexpr useconds_t kPoll = 50'000;  // microseconds
constexpr size_t kShownText = 100;

/// "01:44:17.123    5  TaskStateEntered  Charge  {…}"
/// `state`: the one that a task's event belongs to, which does not name it; empty: none.
std::string line_of(const history::RecordedEvent& event, std::string_view state, const Console& console) {
  const std::string at = format_timestamp(event.timestamp);
  const std::string_view type = history::name_of(event.type);
  std::string rest;
  const auto add = [&rest](std::string_view text) {
    if (!text.empty()) rest += "  " + shortened(printable(text), kShownText);
  };
  for (const std::string_view name : {"name", "state"}) add(history::text_of(event.details, name));
  if (history::family_of(event.type).subject == history::EventSubject::Attempt) add(state);
  if (const Value* index = event.details.find("index"); index != nullptr && index->is_int64()) {
    rest += fmt::format("[{}]", index->as_int64());
  }
  for (const std::string_view name : {"error", "cause", "input", "output", "parameters"})
    add(history::text_of(event.details, name));
  const std::string shown(type.empty() ? "(a type of event that this version does not know)" : type);
  return fmt::format("{}  {:>5}  {}{}\n", at.size() > 12 ? at.substr(11, 12) : at, event.id,
                     history::is_failure(event.type) ? console.paint_out(Color::Red, shown) : shown, rest);
}

}  // namespace

int tail(const TailOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  const auto run = history::find_run(options.run_name);
  if (!run) return cannot(run.error().message);
  auto texts = history::EventTexts::open(run->history);
  if (!texts) return cannot(texts.error().message);
  history::EventType last = history::EventType::Unknown;
  history::EventId last_id = 0;
  size_t damaged_line = 0;
  history::VisitTracker visits;
  bool is_live = false;
  for (;;) {
    // Asked before reading: what was written before the writer went is read below.
    is_live = run->history != "-" && history::is_being_written(run->history);
    std::string out;
    for (;;) {
      const auto text = texts->next();
      if (!text) return cannot(text.error().message);
      if (!*text) break;
      const auto json = try_parse_json(**text);
      const auto event =
          json ? history::event_from_json(*json) : Result<history::RecordedEvent>(fail(json.error().message));
      if (!event)
        return cannot(
            fmt::format("{}:{}: {}", printable(run->history), texts->line(), event.error().message));
      if (const std::string fault = history::id_fault(event->id, last_id); !fault.empty())
        return cannot(fmt::format("{}:{}: {}", printable(run->history), texts->line(), fault));
      last_id = event->id;
      if (damaged_line == 0 && !history::fits_seal(**text)) damaged_line = texts->line();
      last = event->type;
      const auto visit = visits.note(*event);
      const std::string_view state = visit ? std::string_view(visit->state) : std::string_view();
      out += options.format == TailOptions::Format::Json ? to_json(*json) + "\n"
                                                         : line_of(*event, state, console);
      if (out.size() > (size_t{64} << 10)) {
        if (const auto written = console.out(out); !written) return cannot(written.error().message);
        out.clear();
      }
    }
    if (const auto written = console.out(out); !written) return cannot(written.error().message);
    if (console.out_closed()) return kExitYes;
    if (!is_live || options.no_follow) break;
    ::usleep(kPoll);
  }
  history::FileFaults faults = texts->faults();
  faults.torn = faults.torn && !is_live;
  faults.damaged_line = damaged_line;
  warn_of_faults(run->history, faults, console);
  if (options.no_follow) return kExitYes;
  if (!history::ends_execution(last)) {
    console.warning(fmt::format(
        "{}: the history has no end and nobody is writing it{}", printable(run->name),
        run->folder.empty() ? "" : fmt::format("; `pawl resume {}` goes on", printable(run->name))));
    return kExitNo;
  }
  return last == history::EventType::ExecutionSucceeded ? kExitYes : kExitNo;
}

}  // namespace pawl::cli
