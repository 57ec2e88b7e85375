#include "cli/commands/replay.h"

#include <fmt/format.h>

#include "cli/report/error.h"
#include "cli/report/faults.h"
#include "history/summary.h"
#include "runs/recorded.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

std::string_view status_text(engine::Status status) {
  return history::name_of(static_cast<history::RunStatus>(status));
}

std::string place_of(const replay::Divergence& divergence, const workflow::Definition& definition) {
  return divergence.at == nullptr ? "" : place_text(definition.document, divergence.at->name_span);
}

/// "TaskStateExited of 'Charge'"
std::string event_text(std::string_view type, std::string_view state) {
  return state.empty() ? std::string(type) : fmt::format("{} of '{}'", type, printable(state));
}

Value divergence_json(const replay::Divergence& divergence, const workflow::Definition& definition) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view name, std::string_view value) {
    out.append(name, value.empty() ? Value() : Value::string(value));
  };
  out.append("event", Value::integer(static_cast<int64_t>(divergence.event)));
  text("type", divergence.expected_type);
  text("actualType", divergence.actual_type);
  text("state", divergence.state);
  text("field", divergence.field);
  text("expected", divergence.expected);
  text("actual", divergence.actual);
  text("file", definition.document.name);
  if (divergence.at != nullptr) {
    const source::Location at = definition.document.locate(divergence.at->name_span);
    out.append("line", Value::integer(static_cast<int64_t>(at.line)));
    out.append("column", Value::integer(static_cast<int64_t>(at.column)));
  }
  return out.finish();
}

/// ", random numbers of 2 states as recorded"; empty for none.
std::string as_recorded(uint64_t count, std::string_view what, std::string_view of) {
  return count == 0 ? "" : fmt::format(", {} {} {}{} as recorded", what, count, of, count == 1 ? "" : "s");
}

}  // namespace

std::string divergence_text(const std::string& label, const replay::Divergence& divergence,
                            const workflow::Definition& definition, const Console& console) {
  const std::string place = place_of(divergence, definition);
  const bool of_event = divergence.field.empty() || divergence.field == "type";
  std::string text =
      fmt::format("{}: {} at event {}, {}", printable(label), console.paint_out(Color::Red, "diverges"),
                  divergence.event, event_text(divergence.expected_type, of_event ? "" : divergence.state));
  if (!place.empty()) text += fmt::format(" ({})", place);
  if (of_event) {
    const std::string actual = divergence.actual_type.empty()
                                   ? "nothing follows from what is recorded before it"
                                   : event_text(divergence.actual_type, divergence.state);
    return text + fmt::format("\n  recorded: {}\n  replayed: {}\n", divergence.expected_type, actual);
  }
  const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : printable(value); };
  return text + fmt::format("\n  {}\n  recorded: {}\n  replayed: {}\n", printable(divergence.field),
                            shown(divergence.expected), shown(divergence.actual));
}

int replay(const ReplayOptions& options, Console& console) {
  const bool as_json = options.format == ReplayOptions::Format::Json;
  ArrayBuilder reports;
  size_t same = 0, diverged = 0, broken = 0;
  int exit_code = kExitYes;
  const auto not_replayed = [&](const std::string& name, std::string_view reason, int code) {
    exit_code = std::max(exit_code, code);
    ++broken;
    reports.push(Value::object({{"history", Value::string(name)}, {"error", Value::string(reason)}}));
  };
  const auto cannot = [&](const std::string& name, const std::string& message) {
    console.error(message);  // which names the file
    not_replayed(name, message, kExitCannot);
  };
  for (const std::string& name : options.histories) {
    const auto recorded = runs::find_recorded(name);
    if (!recorded) {
      cannot(name, recorded.error().message);
      continue;
    }
    const auto definition = runs::definition_of(*recorded, options.definition, options.subst);
    if (!definition) {
      const int code = report(definition.error(), console);
      if (options.definition) return code;  // the same for all of them
      not_replayed(
          name, code == kExitInvalid ? "the definition it holds is invalid" : "it holds no definition", code);
      continue;
    }
    const auto replayed =
        replay::replay(*definition->machine, recorded->files.history, {.until = options.until});
    if (!replayed) {
      cannot(name, replayed.error().message);
      continue;
    }
    warn_of_faults(name, replayed->faults, console);
    const bool is_same = !replayed->divergence;
    ++(is_same ? same : diverged);
    if (as_json) {
      ObjectBuilder one;
      one.append("history", Value::string(name));
      one.append("definition", Value::string(definition->document.name));
      one.append("same", Value::boolean(is_same));
      one.append("events", Value::integer(static_cast<int64_t>(replayed->events)));
      one.append("status", Value::string(status_text(replayed->status)));
      one.append("adopted", Value::integer(static_cast<int64_t>(replayed->adopted)));
      one.append("recalled", Value::integer(static_cast<int64_t>(replayed->recalled)));
      one.append("divergence", is_same ? Value() : divergence_json(*replayed->divergence, *definition));
      reports.push(one.finish());
      continue;
    }
    const std::string adopted = as_recorded(replayed->adopted, "random numbers of", "state") +
                                as_recorded(replayed->recalled, "results of", "map run");
    const std::string text = is_same ? fmt::format("{}: {}, {} event{}, {}\n", printable(name),
                                                   console.paint_out(Color::Green, "same path"),
                                                   replayed->events, replayed->events == 1 ? "" : "s",
                                                   std::string(status_text(replayed->status)) + adopted)
                                     : divergence_text(name, *replayed->divergence, *definition, console);
    if (const auto written = console.out(text); !written) {
      console.error(written.error().message);
      return kExitCannot;
    }
  }
  std::string text;
  if (as_json) {
    TextBuffer json;
    const Value all = Value::object({{"histories", reports.finish()},
                                     {"same", Value::integer(static_cast<int64_t>(same))},
                                     {"diverged", Value::integer(static_cast<int64_t>(diverged))},
                                     {"unreadable", Value::integer(static_cast<int64_t>(broken))}});
    if (console.out_is_terminal()) dump_indented(all, json);
    else dump(all, json);
    text = json.str() + "\n";
  } else if (options.histories.size() > 1) {
    text = fmt::format("{} histories: {} same path, {} diverged{}\n", options.histories.size(), same,
                       diverged, broken == 0 ? "" : fmt::format(", {} not replayed", broken));
  }
  if (const auto written = console.out(text); !written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  return exit_code != kExitYes ? exit_code : diverged > 0 ? kExitNo : kExitYes;
}

}  // namespace pawl::cli
