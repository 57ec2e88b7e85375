// Map states: fields without effect, limits, deprecated names.
#include "analysis/flow.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

using asl::Map;

template <class Visit>
void for_each_map(const asl::StateMachine& machine, Visit visit) {
  for (const asl::State* state : machine.states) {
    if (const auto* map = std::get_if<Map>(&state->kind)) visit(*state, *map);
  }
}

void check_inline_fields(Check& check) {
  for_each_map(check.machine(), [&](const asl::State& state, const Map& map) {
    if (map.mode == Map::Mode::Distributed) return;
    for (const char* field :
         {"ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount",
          "ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath"}) {
      const source::NodeMember* member = check.facts().node_of(state).find_member(field);
      if (member == nullptr) continue;
      check.report(state, field, member->key_span, std::string(field) + " works in a Distributed Map only")
          .hint = "\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}";
    }
  });
}

void check_concurrency(Check& check) {
  constexpr int64_t kInline = 40, kDistributed = 10'000;
  for_each_map(check.machine(), [&](const asl::State& state, const Map& map) {
    const Value* most = map.max_concurrency.literal();
    if (most == nullptr || !most->is_int64()) return;
    const bool is_inline = map.mode == Map::Mode::Inline;
    const int64_t limit = is_inline ? kInline : kDistributed;
    if (most->as_int64() <= limit) return;
    check
        .report(state, "MaxConcurrency",
                "AWS runs at most " + std::to_string(limit) + " at a time here, whatever MaxConcurrency says")
        .hint = is_inline ? "a Distributed Map goes up to 10,000" : "";
  });
}

void check_children(Check& check) {
  const analysis::Flow& flow = check.facts().flow();
  for (const asl::State* state : check.machine().states) {
    const asl::State* child_of = nullptr;
    for (const asl::State* map = flow.map_around(*state); map != nullptr; map = flow.map_around(*map)) {
      const Map& around = std::get<Map>(map->kind);
      if (around.mode != Map::Mode::Distributed) continue;
      if (around.express_children) child_of = map;
      break;
    }
    if (child_of == nullptr) continue;
    if (const auto* task = std::get_if<asl::Task>(&state->kind)) {
      const bool is_activity = task->resource.kind == asl::Resource::Kind::Activity;
      if (task->resource.pattern == asl::Resource::Pattern::RequestResponse && !is_activity) continue;
      check
          .report(*state, "Resource", task->resource_span,
                  "the children of " + quoted_name(child_of->name) +
                      " are Express executions, which cannot wait for this")
          .hint = "\"ExecutionType\": \"STANDARD\"";
    }
    const auto* wait = std::get_if<asl::Wait>(&state->kind);
    const Value* seconds =
        wait == nullptr || wait->form != asl::Wait::Form::Seconds ? nullptr : wait->until.literal();
    if (seconds != nullptr && seconds->is_int64() && seconds->as_int64() >= 300) {
      check
          .report(*state, "Seconds",
                  "the children of " + quoted_name(child_of->name) +
                      " are Express executions, which live five minutes")
          .hint = "\"ExecutionType\": \"STANDARD\"";
    }
  }
}

void check_old_names(Check& check) {
  for_each_map(check.machine(), [&](const asl::State& state, const Map& map) {
    const source::Node& node = check.facts().node_of(state);
    if (const source::NodeMember* member = node.find_member("Iterator");
        member != nullptr && map.processor_field == "Iterator")
      check.report(state, "Iterator", member->key_span, "Iterator is the old name of ItemProcessor");
    if (const source::NodeMember* member = node.find_member("Parameters"))
      check.report(state, "Parameters", member->key_span,
                   "Parameters of a Map is the old name of ItemSelector");
  });
}

constexpr Rule kRules[] = {
    {.id = "distributed-only-field",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "ItemReader, ItemBatcher, ResultWriter, Label and Tolerated… stand in a Distributed Map",
     .help = "In an inline Map (no ProcessorConfig, or Mode INLINE) they have no effect or fail when the "
             "state runs.",
     .bad = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ToleratedFailurePercentage: 5
    ItemProcessor:
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ToleratedFailurePercentage: 5
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .check = check_inline_fields},
    {.id = "map-concurrency-limit",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Info,
     .summary = "MaxConcurrency is within what AWS runs at a time",
     .help = "An inline Map runs at most 40 iterations at a time, a Distributed Map 10,000 children. A "
             "larger number has no effect.",
     .bad = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    MaxConcurrency: 1000
    ItemProcessor:
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    MaxConcurrency: 40
    ItemProcessor:
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .check = check_concurrency},
    {.id = "map-express-child",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "Express children of a Distributed Map wait neither long nor for callbacks",
     .help = "With ExecutionType EXPRESS each batch is an Express execution: five minutes, no .sync, no "
             ".waitForTaskToken, no activities.",
     .bad = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: EXPRESS}
      StartAt: Rest
      States: {Rest: {Type: Wait, Seconds: 3600, End: true}}
    End: true
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
      StartAt: Rest
      States: {Rest: {Type: Wait, Seconds: 3600, End: true}}
    End: true
)yaml",
     .check = check_children},
    {.id = "deprecated-map-field",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "a Map uses ItemProcessor and ItemSelector",
     .help = "Iterator and a Map's Parameters still work and mean the same, but newer features (Distributed "
             "Map, JSONata) are described for ItemProcessor and ItemSelector only.",
     .bad = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    Iterator:
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .good = R"yaml(StartAt: Each
States:
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Do
      States: {Do: {Type: Pass, End: true}}
    End: true
)yaml",
     .check = check_old_names},
};

}  // namespace

std::span<const Rule> maps_rules() { return kRules; }

}  // namespace pawl::rules
