#include "rules/check.h"
#include "rules/rules.h"

namespace pawl::rules {
namespace {

void check_fail(Check& check) {
  for (const asl::State* state : check.machine().states) {
    const auto* fail = std::get_if<asl::Fail>(&state->kind);
    if (fail == nullptr || fail->error || fail->cause) continue;
    check.report(*state, "", quoted_name(state->name) + " says neither Error nor Cause");
  }
}

}  // namespace

const Rule kFailWithoutError{.id = "fail-without-error",
                             .kind = Rule::Kind::Advice,
                             .severity = source::Severity::Info,
                             .summary = "a Fail state says what has failed",
                             .help =
                                 "Without Error nothing can be matched by a Catch around it, and without "
                                 "Cause nobody can read in the history why the "
                                 "execution ended.",
                             .bad = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail}
)yaml",
                             .good = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail, Error: OrderRejected, Cause: The order has no items.}
)yaml",
                             .check = check_fail};

}  // namespace pawl::rules
