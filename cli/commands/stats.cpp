#include "cli/commands/stats.h"

#include <fmt/format.h>

#include <optional>

#include "base/duration.h"
#include "cli/terminal/progress.h"

namespace pawl::cli {

namespace {

// AWS Step Functions Pricing, us-east-1, in dollars; the free tier is left out.
constexpr double kStandardPerTransition = 25e-6;
constexpr double kExpressPerRequest = 1e-6;
constexpr double kExpressPerGigabyteSecond = 16.67e-6;
constexpr int kExpressMegabytes = 64;  // billed in steps of as many
constexpr Millis kExpressStep = 100;
constexpr Millis kExpressLongest = 300'000;

struct Stats {
  uint64_t tasks = 0;
  uint64_t retries = 0;
  double standard = 0;            // dollars
  std::optional<double> express;  // the same; none: it takes too long
  Millis billed = 0;              // as Express
};

Stats stats_of(const history::RunSummary& summary) {
  Stats stats;
  for (const history::StateSummary& state : summary.states) {
    if (state.type == asl::StateType::Task) stats.tasks += state.attempts;
    stats.retries += state.retries;
  }
  stats.standard = static_cast<double>(summary.transitions) * kStandardPerTransition;
  stats.billed = (summary.duration() + kExpressStep - 1) / kExpressStep * kExpressStep;
  const double gigabyte_seconds = static_cast<double>(stats.billed) / 1000 * kExpressMegabytes / 1024;
  if (summary.duration() <= kExpressLongest)
    stats.express = kExpressPerRequest + gigabyte_seconds * kExpressPerGigabyteSecond;
  return stats;
}

}  // namespace

std::string stats_text(const history::RunSummary& summary) {
  const Stats stats = stats_of(summary);
  std::string out = fmt::format(
      "events       {}\ntransitions  {} (retries {}, redrives {})\ntasks        {} started\nduration     "
      "{}\n",
      summary.events, summary.transitions, stats.retries, summary.redrives, stats.tasks,
      format_duration(summary.duration()));
  out += fmt::format("on AWS       Standard: ${:.6f}, {} state transitions at $0.025 per 1,000\n",
                     stats.standard, summary.transitions);
  if (!stats.express) {
    out += "             Express: not possible, it ends after 5 minutes\n";
  } else {
    out += fmt::format(
        "             Express: ${:.6f}, 1 request and {:.1f} s at {} MB (more memory costs more)\n",
        *stats.express, static_cast<double>(stats.billed) / 1000, kExpressMegabytes);
  }
  return out + "             (list prices of us-east-1, without what the tasks themselves cost)\n";
}

Value stats_json(const history::RunSummary& summary) {
  const Stats stats = stats_of(summary);
  const auto number = [](auto n) { return Value::integer(static_cast<int64_t>(n)); };
  const Value standard = Value::object({{"dollars", Value::real(stats.standard)},
                                        {"dollarsPerTransition", Value::real(kStandardPerTransition)}});
  const Value express = Value::object({{"dollars", stats.express ? Value::real(*stats.express) : Value()},
                                       {"billedMs", number(stats.billed)},
                                       {"memoryMB", number(kExpressMegabytes)},
                                       {"dollarsPerRequest", Value::real(kExpressPerRequest)},
                                       {"dollarsPerGBSecond", Value::real(kExpressPerGigabyteSecond)}});
  return Value::object({{"events", number(summary.events)},
                        {"transitions", number(summary.transitions)},
                        {"retries", number(stats.retries)},
                        {"redrives", number(summary.redrives)},
                        {"tasks", number(stats.tasks)},
                        {"durationMs", number(summary.duration())},
                        {"region", Value::string("us-east-1")},
                        {"standard", standard},
                        {"express", express}});
}

}  // namespace pawl::cli
