// Timeouts and delays that contradict each other.
#include <algorithm>

#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

constexpr double kYear = 365.0 * 24 * 3600;  // how long a Standard execution may live
constexpr int64_t kExpressLife = 300;

/// The timeout of the execution in seconds; 0 if there is only AWS's limit of a year.
int64_t life_of(const Check& check) {
  const int64_t own = check.machine().timeout_seconds.value_or(0);
  if (check.options().type != asl::WorkflowType::Express) return own;
  return own > 0 ? std::min(own, kExpressLife) : kExpressLife;
}

std::string whole(int64_t life, bool is_express) {
  return "the whole execution has " + std::to_string(life) +
         (is_express && life == kExpressLife ? " s (Express)" : " s");
}

void check_times(Check& check) {
  const int64_t life = life_of(check);
  if (life <= 0) return;
  const bool is_express = check.options().type == asl::WorkflowType::Express;
  for (const asl::State* state : check.machine().states) {
    if (const auto* wait = std::get_if<asl::Wait>(&state->kind);
        wait != nullptr && wait->form == asl::Wait::Form::Seconds) {
      const Value* seconds = wait->until.literal();
      if (seconds != nullptr && seconds->is_int64() && seconds->as_int64() >= life) {
        check.report(*state, "Seconds", "this Wait never ends").hint = whole(life, is_express);
      }
    }
    const auto* task = std::get_if<asl::Task>(&state->kind);
    if (task == nullptr || !check.machine().timeout_seconds) continue;
    const Value* timeout = task->timeout_seconds.literal();
    if (timeout != nullptr && timeout->is_int64() && timeout->as_int64() > *check.machine().timeout_seconds) {
      check.report(*state, "TimeoutSeconds", "this timeout never comes: the execution ends before").hint =
          whole(life, false);
    }
  }
}

double total_delay(const asl::Retrier& retrier) {
  double total = 0, delay = static_cast<double>(retrier.interval_seconds);
  const double most =
      retrier.max_delay_seconds ? static_cast<double>(*retrier.max_delay_seconds) : kYear * 10;
  constexpr int64_t kMostSteps = 100'000;
  for (int64_t i = 0; i < std::min(retrier.max_attempts, kMostSteps) && total <= kYear * 2; ++i) {
    total += std::min(delay, most);
    delay = std::min(delay * retrier.backoff_rate, most);
  }
  return total;
}

void check_retries(Check& check) {
  const int64_t life = life_of(check);
  const double limit = life > 0 ? static_cast<double>(life) : kYear;
  for (const asl::State* state : check.machine().states) {
    for (size_t i = 0; i < state->retry.size(); ++i) {
      const asl::Retrier& retrier = state->retry[i];
      if (retrier.full_jitter) continue;  // any delay may be short
      const double total = total_delay(retrier);
      if (total <= limit) continue;
      const std::string sum =
          total > kYear ? "more than a year" : std::to_string(static_cast<int64_t>(total)) + " s";
      check
          .report(*state, "Retry/" + std::to_string(i), retrier.span,
                  "the pauses of these " + std::to_string(retrier.max_attempts) + " attempts are " + sum +
                      " in all, longer than the execution lives")
          .hint = "MaxDelaySeconds, a smaller BackoffRate or fewer MaxAttempts";
    }
  }
}

constexpr Rule kRules[] = {
    {.id = "timeout-never-comes",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a Wait and a Task's timeout are shorter than the execution",
     .help = "The machine's TimeoutSeconds (five minutes at most with --type express) ends the execution "
             "first, with States.Timeout and without any Catch.",
     .bad = R"yaml(TimeoutSeconds: 60
StartAt: Rest
States:
  Rest: {Type: Wait, Seconds: 120, Next: Done}
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(TimeoutSeconds: 300
StartAt: Rest
States:
  Rest: {Type: Wait, Seconds: 120, Next: Done}
  Done: {Type: Succeed}
)yaml",
     .check = check_times},
    {.id = "retry-outlives-execution",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "the pauses of a Retry fit into the execution",
     .help = "The pauses grow by BackoffRate: ten attempts with 60 s and a rate of 10 would take longer than "
             "the year that an execution may live. The last attempts are never made.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.ALL], IntervalSeconds: 60, BackoffRate: 10, MaxAttempts: 10}]
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.ALL], IntervalSeconds: 60, BackoffRate: 10, MaxAttempts: 10, MaxDelaySeconds: 3600}]
    End: true
)yaml",
     .check = check_retries},
};

}  // namespace

std::span<const Rule> timeouts_rules() { return kRules; }

}  // namespace pawl::rules
