#include "rules/check.h"
#include "rules/rules.h"
#include "rules/uses.h"

namespace pawl::rules {
namespace {

void check_intrinsics(Check& check) {
  for (const IntrinsicUse& use : check.facts().uses().intrinsics()) {
    if (use.expression->text().find("${") != std::string::npos) continue;
    const auto failure = intrinsics::certain_failure(*use.expression);
    if (failure)
      check.report(*use.state, use.field, use.span, "this call always fails: " + source::shown(*failure));
  }
}

}  // namespace

const Rule kIntrinsicArguments{
    .id = "intrinsic-arguments",
    .kind = Rule::Kind::Advice,
    .severity = source::Severity::Error,
    .summary = "an intrinsic function can work with the arguments that are written",
    .help =
        "AWS accepts the definition if the number of arguments is right, and ends the execution with "
        "States.Runtime when it gets there. States.Format has as many {} as values behind the template, and "
        "any other brace in it is written \\{ or \\}; States.MathAdd takes numbers, States.Hash one of MD5, "
        "SHA-1, SHA-256, SHA-384 and SHA-512, and so on.",
    .bad = R"yaml(StartAt: Greet
States:
  Greet:
    Type: Pass
    Parameters: {text.$: "States.Format('{}, {}!', $.name)"}
    End: true
)yaml",
    .good = R"yaml(StartAt: Greet
States:
  Greet:
    Type: Pass
    Parameters: {text.$: "States.Format('Hello, {}!', $.name)"}
    End: true
)yaml",
    .check = check_intrinsics};

}  // namespace pawl::rules
