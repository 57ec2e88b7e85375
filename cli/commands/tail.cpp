#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/commands/shared_options.h"
#include "cli/exit_code.h"
#include "cli/report/faults.h"
#include "cli/report/iterations.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/event_text.h"
#include "history/reader.h"
#include "history/run_store.h"
#include "history/seal.h"
#include "history/timeline.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

struct TailOptions {
  enum class Format : uint8_t { Text, Json };
  std::string run_name;  // see RunStore::find
  bool no_follow = false;
  Format format = Format::Text;
};

constexpr useconds_t kPoll = 50'000;  // microseconds
constexpr size_t kShownDetail = 100;

/// The state that an event is about, and the iterations it runs in: "Charge", "Charge[3]", "Charge[0][17]".
/// Empty: none.
std::string place_of(const history::RecordedEvent& event, history::Timeline& timeline) {
  const history::EventFamily& family = history::family_of(event.type);
  const uint32_t visit = timeline.note(event).visit;
  const bool is_known = visit != history::Timeline::kNone;
  std::string place(text_of(event.details, "name"));
  if (place.empty()) place = text_of(event.details, "state");
  if (place.empty() && is_known && family.subject == history::EventSubject::Attempt)
    place = timeline.name_of(visit);
  place = shortened(printable(place), kShownDetail);
  if (place.empty()) return place;
  if (is_known) place += iterations_text(timeline.iterations(visit));
  if (const Value* index = event.details.find("index"); index != nullptr && index->is_int64())
    place += fmt::format("[{}]", index->as_int64());
  return place;
}

/// "01:44:17.123    5  TaskStateEntered  Charge  {…}"
std::string line_of(const history::RecordedEvent& event, const std::string& place, const Console& console) {
  const std::string at = format_timestamp(event.timestamp);
  const std::string_view type = history::name_of(event.type);
  std::string rest = place.empty() ? "" : "  " + place;
  const auto add = [&rest](std::string_view text) {
    if (!text.empty()) rest += "  " + shortened(printable(text), kShownDetail);
  };
  for (const std::string_view name : {"error", "cause", "input", "output", "parameters"})
    add(text_of(event.details, name));
  const std::string shown(type.empty() ? "(a type of event that this version does not know)" : type);
  return fmt::format("{}  {:>5}  {}{}\n", at.size() > 12 ? at.substr(11, 12) : at, event.id,
                     history::is_failure(event.type) ? console.paint_out(Color::Red, shown) : shown, rest);
}

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
  std::string arn;  // of an execution that does not run here
  history::Timeline timeline;
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
      if (last_id == 1 && !history::ran_at(event->pawl).empty()) arn = text_of(event->pawl, "arn");
      if (damaged_line == 0 && !history::fits_seal(**text)) damaged_line = texts->line();
      last = event->type;
      out += options.format == TailOptions::Format::Json
                 ? to_json(*json) + "\n"
                 : line_of(*event, place_of(*event, timeline), console);
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
    std::string advice;
    if (!arn.empty()) advice = fmt::format("; `pawl import {}` fetches more", printable(arn));
    else if (!run->folder.empty())
      advice = fmt::format("; `pawl resume {}` resumes it", printable(run->name));
    console.warning(
        fmt::format("{}: the history has no end and no process writes it{}", printable(run->name), advice));
    return kExitNo;
  }
  return last == history::EventType::ExecutionSucceeded ? kExitYes : kExitNo;
}

void add_options(OptionList& list, TailOptions& tail) {
  using Format = TailOptions::Format;
  list.operand("RUN", tail.run_name, kRunHelp).required().completed(Offer::Runs);
  list.flag("--no-follow", tail.no_follow, "Shows the events so far, and does not wait for more");
  list.choice("--format", tail.format, {{"text", Format::Text}, {"json", Format::Json}},
              "One line for each event, or the events as JSON");
  list.footer(
      "Examples:\n"
      "  pawl tail @last\n\n"
      "Exit codes: 0 the run succeeded, 1 it did not, 2 could not be read.\n"
      "See pawl-tail(1).");
}

}  // namespace

extern const Subcommand kTail = {"tail", "Follows a run as it happens",
                                 declare_command<TailOptions, add_options, tail>};

}  // namespace pawl::cli
