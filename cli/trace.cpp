#include "cli/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/suggestion.h"
#include "cli/console.h"
#include "history/event_type.h"
#include "history/visit_tracker.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

using history::EventType;
using history::RecordedEvent;

std::string text_of(const Value& object, std::string_view name) {
  const Value* text = object.find(name);
  return text != nullptr && text->is_string() ? std::string(text->as_string()) : std::string();
}

std::string word(std::string_view text) {
  const bool is_plain =
      !text.empty() && text.find_first_of(" \t\n\"'\\$`&|;<>()*?[]{}#~!") == std::string_view::npos;
  if (is_plain) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// What was started, of *Started's `pawl`.
std::string command_of(const Value& detail) {
  std::string out;
  if (const Value* argv = detail.find("argv")) {
    for (const Value& one : argv->items()) {
      if (one.is_string()) out += (out.empty() ? "" : " ") + word(one.as_string());
    }
  } else if (const std::string url = text_of(detail, "url"); !url.empty()) {
    const std::string method = text_of(detail, "method");
    out = method.empty() ? url : method + " " + url;
  }
  return out;
}

class Tracer {
 public:
  explicit Tracer(Console& console) : console_(console) {}

  std::string lines(const RecordedEvent& event, const history::StateVisit& visit) {
    const std::string_view type = history::name_of(event.type);
    const Value& details = event.details;
    if (type.ends_with("StateEntered")) {
      return fmt::format("{}{} #{}, entered at event {}, {}\n", is_first_ ? "" : "\n",
                         console_.paint_out(Color::Bold, printable(visit.state)), visit.number + 1, event.id,
                         format_timestamp(event.timestamp)) +
             stage("input", text_of(details, "input"));
    }
    is_first_ = false;
    if (type.ends_with("Scheduled")) {
      const std::string what = visit.attempts > 1 ? fmt::format("attempt {} received", visit.attempts)
                                                  : std::string("the task received");
      const bool has_parameters = details.find("parameters") != nullptr;
      return stage(what, text_of(details, has_parameters ? "parameters" : "input"));
    }
    if (type.ends_with("Started") && visit.attempts > 0) {
      std::string out = stage("command", command_of(event.pawl));
      if (const Value* pid = event.pawl.find("pid"); pid != nullptr && pid->is_int64())
        out += stage("process", fmt::format("{}", pid->as_int64()));
      return out;
    }
    if (event.type == EventType::MapStateStarted) {
      const Value* length = details.find("length");
      return stage("items",
                   length != nullptr && length->is_int64() ? fmt::format("{}", length->as_int64()) : "");
    }
    if (type.ends_with("StateExited")) return exited(details);
    if (type.ends_with("Succeeded")) return stage("result", text_of(details, "output"));
    if (type.ends_with("Submitted")) return stage("submitted", text_of(details, "output"));
    if (type.ends_with("Failed") || type.ends_with("TimedOut")) {
      const std::string error = text_of(details, "error");
      return stage("error", error.empty() ? std::string(type) : error) +
             stage("cause", text_of(details, "cause")) + stage("field", text_of(details, "location"));
    }
    return {};
  }

 private:
  static std::string stage(std::string_view name, std::string_view text) {
    return text.empty() ? "" : fmt::format("  {:<20} {}\n", name, printable(text));
  }

  static std::string exited(const Value& details) {
    std::string out = stage("output", text_of(details, "output"));
    if (const Value* variables = details.find("assignedVariables")) {
      for (const Member& one : variables->members()) {
        if (one.value.is_string())
          out += stage("variable " + std::string(one.key.as_string()), one.value.as_string());
      }
    }
    return out;
  }

  Console& console_;
  bool is_first_ = true;
};

}  // namespace

Result<void> print_trace(const std::string& path, const std::string& state, Console& console) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  history::VisitTracker tracker;
  Tracer tracer(console);
  std::map<history::EventId, std::string> open;  // by the event that entered
  std::vector<std::string> names;
  bool found = false;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    const auto visit = tracker.note(*event);
    if (!visit) continue;
    if (visit->state != state) {
      if (!found && std::find(names.begin(), names.end(), visit->state) == names.end())
        names.push_back(visit->state);
      continue;
    }
    found = true;
    open[visit->entered] += tracer.lines(*event, *visit);
    if (!history::name_of(event->type).ends_with("StateExited")) continue;
    PAWL_CHECK(console.out(open[visit->entered]));
    open.erase(visit->entered);
    if (console.out_closed()) return {};
  }
  for (const auto& [entered, text] : open) PAWL_CHECK(console.out(text + "  (not exited)\n"));
  if (found) return {};
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view nearest = nearest_name(state, candidates);
  return fail(fmt::format("the run has not entered a state '{}'{}", printable(state),
                          nearest.empty() ? "" : fmt::format(", did you mean '{}'?", printable(nearest))));
}

Result<void> print_variables(const std::string& path, Console& console) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  bool found = false;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    const Value* variables = event->details.find("assignedVariables");
    if (variables == nullptr) continue;
    std::string text;
    for (const Member& one : variables->members()) {
      if (!one.value.is_string()) continue;
      text += fmt::format("{:>6}  {}  ${} = {}\n", event->id, printable(text_of(event->details, "name")),
                          printable(one.key.as_string()), printable(one.value.as_string()));
    }
    found = found || !text.empty();
    PAWL_CHECK(console.out(text));
  }
  if (!found && console.err_is_terminal()) console.err("no variables were assigned\n");
  return {};
}

}  // namespace pawl::cli
