#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/report/divergence.h"
#include "cli/report/error.h"
#include "cli/report/faults.h"
#include "history/summary.h"
#include "runs/recorded.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

struct ReplayOptions {
  enum class Format : uint8_t { Text, Json };
  std::vector<std::string> histories;     // runs, paths or "-"
  std::optional<std::string> definition;  // a path; none: what the history holds
  uint64_t until = 0;                     // an event; 0: all
  Format format = Format::Text;
  Assignments subst;
};

/// ", random numbers of 2 states as recorded"; empty for none.
std::string as_recorded(uint64_t count, std::string_view what, std::string_view of) {
  return count == 0 ? "" : fmt::format(", {} {} {}{} as recorded", what, count, of, count == 1 ? "" : "s");
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
      one.append("status", Value::string(name_of(replayed->status)));
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
                                                   std::string(name_of(replayed->status)) + adopted)
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

void add_options(OptionList& list, ReplayOptions& replay) {
  using Format = ReplayOptions::Format;
  list.operands("HISTORY", replay.histories, "Runs, or history files of pawl or AWS; - for standard input")
      .required()
      .completed(Offer::Runs);
  list.value("-d,--definition", "DEF", replay.definition, "The definition (default: the one in the history)")
      .completed(Offer::Files);
  list.number("--until", "EVENT", replay.until, "Compares events up to this one only");
  list.choice("--format", replay.format, {{"text", Format::Text}, {"json", Format::Json}},
              "Format of the report");
  list.assignments("--subst", "K=V", replay.subst, "Fills ${K} in the definition");
  list.footer(
      "Examples:\n"
      "  pawl replay @last\n"
      "  pawl replay --definition order.asl.json production/*.json\n"
      "  aws stepfunctions get-execution-history --execution-arn $ARN |\n"
      "    pawl replay - -d order.asl.json\n\n"
      "Exit codes: 0 the same path, 1 diverged, 2 could not be read,\n"
      "3 invalid definition. See pawl-replay(1).");
}

}  // namespace

extern const Subcommand kReplay = {"replay",
                                   "Checks whether a definition takes the recorded path; runs no task",
                                   declare_command<ReplayOptions, add_options, replay>};

}  // namespace pawl::cli
