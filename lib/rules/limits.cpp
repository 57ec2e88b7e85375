// Limits of size at AWS.
#include "asl/field_walk.h"
#include "rules/check.h"
#include "rules/families.h"
#include "value/value.h"

namespace pawl::rules {
namespace {

constexpr uint64_t kPayload = 256 << 10;
constexpr uint64_t kDefinition = 1 << 20;

void check_definition(Check& check) {
  // The compact JSON counts: YAML is sent as JSON, and blanks can be left out.
  if (check.document().text.size() <= kDefinition) return;
  const Value whole = source::to_value(check.document().root);
  if (!whole.text_exceeds(kDefinition)) return;
  check.report_machine("", {0, 1}, "the definition has more than 1 MiB, which AWS does not accept").hint =
      "move parts into machines of their own, started with states:startExecution";
}

void check_payloads(Check& check) {
  for (const asl::State* state : check.machine().states) {
    const auto check_size = [&](const std::string& field, const source::NodeMember& member,
                                const Value* value) {
      if (value == nullptr || !value->text_exceeds(kPayload)) return;
      check.report(*state, field, member.key_span,
                   member.key + " has more than 256 KiB, and no state may give more");
    };
    const source::Node& node = check.facts().node_of(*state);
    if (const auto* pass = std::get_if<asl::Pass>(&state->kind); pass != nullptr && pass->result)
      check_size("Result", *node.find_member("Result"), &*pass->result);
    asl::for_each_field(*state, node, [&](const asl::FieldSite& site) {
      if (const auto* payload = std::get_if<const asl::PayloadTemplate*>(&site.value))
        check_size(site.pointer, site.member, std::get_if<Value>(&(*payload)->root.content));
    });
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
     .summary = "a Result or another literal payload has at most 256 KiB",
     .help = "Input, output and variables of a state hold 256 KiB at most: this one always fails with "
             "States.DataLimitExceeded. Put the data into S3 and hand its place on.",
     .check = check_payloads},
};

}  // namespace

std::span<const Rule> limits_rules() { return kRules; }

}  // namespace pawl::rules
