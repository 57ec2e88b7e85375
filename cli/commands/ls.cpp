#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "base/glob.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/progress.h"
#include "cli/terminal/table.h"
#include "history/run_probe.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

struct LsOptions {
  enum class Format : uint8_t { Text, Json };
  std::string pattern;                // a glob of names; empty: all
  std::vector<std::string> statuses;  // of kStatuses; empty: all
  uint64_t limit = 0;                 // the newest; 0: all
  Format format = Format::Text;
};

constexpr std::string_view kStatuses[] = {"RUNNING",   "PARKED",  "SUCCEEDED", "FAILED",
                                          "TIMED_OUT", "ABORTED", "CRASHED",   "UNREADABLE"};

struct Row {
  std::string name;
  history::RunProbe probe;
};

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c == '-' ? '_' : c);
  return text;
}

Color color_of(std::string_view status) {
  if (status == "SUCCEEDED") return Color::Green;
  if (status == "RUNNING" || status == "PARKED") return Color::Cyan;
  return Color::Red;
}

Value json_of(const Row& row) {
  const history::RunProbe& probe = row.probe;
  return Value::object({{"name", Value::string(utf8::repaired(row.name))},
                        {"status", Value::string(history::name_of(probe))},
                        {"started", Value::string(format_timestamp(probe.started))},
                        {"durationMs", Value::integer(probe.last_event - probe.started)},
                        {"events", Value::integer(static_cast<int64_t>(probe.events))}});
}

int ls(const LsOptions& options, Console& console) {
  const auto cannot = [&console](const Error& error) {
    console.error(error.message);
    return kExitCannot;
  };
  const auto store = history::RunStore::of_user();
  if (!store) return cannot(store.error());
  const auto runs = store->list();
  if (!runs) return cannot(runs.error());
  std::vector<Row> rows;
  for (const history::RunFiles& run : *runs) {
    if (!options.pattern.empty() && !glob_matches(options.pattern, run.name)) continue;
    Row row{run.name, history::probe_run(run)};
    if (!options.statuses.empty() &&
        std::ranges::find(options.statuses, history::name_of(row.probe)) == options.statuses.end())
      continue;
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.probe.started > b.probe.started; });
  if (options.limit > 0 && rows.size() > options.limit) rows.resize(options.limit);

  std::string text;
  if (options.format == LsOptions::Format::Json) {
    for (const Row& row : rows) text += to_json(json_of(row)) + "\n";
  } else if (!rows.empty()) {
    std::vector<std::vector<std::string>> cells = {{"NAME", "STATUS", "STARTED (UTC)", "DURATION", "EVENTS"}};
    for (const Row& row : rows) {
      cells.push_back(
          {printable(row.name), std::string(history::name_of(row.probe)), shown_time(row.probe.started),
           format_duration(row.probe.last_event - row.probe.started), fmt::format("{}", row.probe.events)});
    }
    text = table_text(cells, {Align::Left, Align::Left, Align::Left, Align::Right, Align::Right});
    for (const std::string_view status : kStatuses) {
      const std::string painted = console.paint_out(color_of(status), status);
      if (painted == status) break;
      const std::string plain = fmt::format("  {} ", status);
      for (size_t at = text.find(plain); at != std::string::npos;
           at = text.find(plain, at + painted.size())) {
        text.replace(at + 2, status.size(), painted);
      }
    }
  } else if (console.err_is_terminal()) {
    console.err("no runs\n");
  }
  if (const auto written = console.out(text); !written) return cannot(written.error());
  return kExitYes;
}

/// "timed-out" of "TIMED_OUT".
std::string typed(std::string_view status) {
  std::string out(status);
  for (char& c : out) c = static_cast<char>(c == '_' ? '-' : c + ('a' - 'A'));
  return out;
}

std::vector<std::string> typed_statuses() {
  std::vector<std::string> words;
  for (const std::string_view status : kStatuses) words.push_back(typed(status));
  return words;
}

/// Takes one status, or several with commas.
ValueSetter add_statuses_to(std::vector<std::string>& statuses) {
  return [&statuses](const std::string& text) {
    for (size_t begin = 0; begin <= text.size();) {
      const size_t comma = std::min(text.find(',', begin), text.size());
      const std::string word = text.substr(begin, comma - begin);
      statuses.push_back(upper(word));
      if (std::ranges::find(kStatuses, statuses.back()) == std::end(kStatuses))
        return fmt::format("must be {}, not '{}'", fmt::join(typed_statuses(), ", "), printable(word));
      begin = comma + 1;
    }
    return std::string();
  };
}

void add_options(OptionList& list, LsOptions& ls) {
  using Format = LsOptions::Format;
  list.operand("PATTERN", ls.pattern, "Only runs whose names match: order-*");
  list.value("--status", "STATUS,...", add_statuses_to(ls.statuses),
             fmt::format("Only runs with this status: {}", fmt::join(typed_statuses(), ", ")))
      .repeatable()
      .completed(typed_statuses());
  list.number("-n,--limit", "N", ls.limit, "Only the newest N");
  list.choice("--format", ls.format, {{"text", Format::Text}, {"json", Format::Json}},
              "A table, or one JSON object per line");
  list.footer(
      "Examples:\n"
      "  pawl ls --status failed,crashed\n"
      "  pawl ls -n 10 'order-*'\n\n"
      "See pawl-ls(1).");
}

}  // namespace

extern const Subcommand kLs = {"ls", "Lists runs", declare_command<LsOptions, add_options, ls>};

}  // namespace pawl::cli
