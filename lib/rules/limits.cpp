// Sizes that AWS does not take.
#include "analysis/uses.h"
#include "rules/check.h"
#include "rules/families.h"
#include "value/value.h"

namespace pawl::rules {
namespace {

constexpr uint64_t kPayload = 256 << 10;
constexpr uint64_t kDefinition = 1 << 20;

void check_definition(Check& check) {
  // YAML is sent as JSON, and JSON may be sent without its blanks: the compact text counts.
  if (check.document().text.size() <= kDefinition) return;
  const Value whole = source::to_value(check.document().root);
  if (!whole.text_exceeds(kDefinition)) return;
  check.report_machine("", {0, 1}, "the definition has more than 1 MiB, and AWS takes no more").hint =
      "move parts into machines of their own, started with states:startExecution";
}

void literal(Check& check, const asl::State& state, const char* field, const Value* value) {
  if (value == nullptr || !value->text_exceeds(kPayload)) return;
  const source::NodeMember* member = check.facts().node_of(state).find_member(field);
  check.report(state, field, member == nullptr ? state.name_span : member->key_span,
               std::string(field) + " has more than 256 KiB, and no state may give more");
}

const Value* literal_of(const std::optional<asl::PayloadTemplate>& payload) {
  return payload ? std::get_if<Value>(&payload->root.content) : nullptr;
}

void check_payloads(Check& check) {
  for (const asl::State* state : check.machine().states) {
    if (const auto* pass = std::get_if<asl::Pass>(&state->kind)) {
      literal(check, *state, "Result", pass->result ? &*pass->result : nullptr);
      literal(check, *state, "Parameters", literal_of(pass->parameters));
    }
    literal(check, *state, "Assign", literal_of(state->assign));
    literal(check, *state, "Output", literal_of(state->output));
    literal(check, *state, "ResultSelector", literal_of(state->result_selector));
  }
}

constexpr Rule kRules[] = {
    {.id = "definition-size",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Warning,
     .summary = "a definition has at most 1 MiB",
     .help = "CreateStateMachine takes definitions of up to 1,048,576 bytes. Blanks that are not needed can "
             "be left out and do not count here. Larger machines run here, but not at AWS.",
     .check = check_definition},
    {.id = "payload-size",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Warning,
     .summary = "a Result, and other data that is written out, has at most 256 KiB",
     .help = "Input, output and variables of a state hold 256 KiB at most: this one always fails with "
             "States.DataLimitExceeded. Put the data into S3 and hand its place on.",
     .check = check_payloads},
};

}  // namespace

std::span<const Rule> limits_rules() { return kRules; }

}  // namespace pawl::rules
