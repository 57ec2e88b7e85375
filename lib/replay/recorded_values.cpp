// What the engine asks of a pass and reports to it while it evaluates a state.
#include "engine/frame.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/event_type.h"
#include "replay/recorded_outcome.h"
#include "replay/replay_pass.h"

namespace pawl::replay {

using history::EventType;
using history::payload_of;

namespace {

/// The variables in the details of *StateExited; null: none.
Value variables_of(const Value& details) {
  const Value* variables = details.find("assignedVariables");
  if (variables == nullptr || variables->size() == 0) return {};
  ObjectBuilder out;
  for (const Member& member : variables->members())
    out.set(member.key, payload_of(*variables, member.key.as_string()));
  return out.finish();
}

}  // namespace

/// A payload that the replay needs; an error ends the replay.
Result<Value> ReplayPass::needed(const history::RecordedEvent& event, std::string_view member) {
  auto value = whole_payload(event, member);
  if (!value)
    error_ = Error{path_ + ": " + value.error().message + ": the history cannot be replayed beyond it"};
  return value;
}

void ReplayPass::evaluated(const engine::Frame& frame, std::string_view field, const Value& value) {
  const engine::Frame::Parts& parts = frame.parts();
  field_results_.push_back(
      {.state = &parts.state, .entered = parts.entered, .field = std::string(field), .value = value});
  if (parts.item != nullptr) field_results_.back().item = parts.item->index;
}

void ReplayPass::failed(const engine::Frame& frame, const engine::Failure& failure) {
  const engine::Frame::Parts& parts = frame.parts();
  field_results_.push_back({.state = &parts.state,
                            .entered = parts.entered,
                            .field = failure.field,
                            .error = failure.error,
                            .span = failure.span});
  if (parts.item != nullptr) field_results_.back().item = parts.item->index;
}

void ReplayPass::replace_random(const asl::State& state, Value& output, Value& assigned) {
  if (!is_foreign_) return;
  const auto loaded = have();
  if (!loaded || !*loaded) return;
  const bool is_exit = head_.type == history::exited_type(state.type()) && head_.state == state.name;
  const bool is_call = history::is_scheduled(head_.type);
  if (!is_exit && !is_call) return;
  const auto recorded = parsed();
  if (!recorded) return;
  const Value& details = recorded->details;
  const std::string_view member = is_exit                                  ? "output"
                                  : head_.type != EventType::TaskScheduled ? "input"
                                                                           : "parameters";
  const auto value = needed(*recorded, member);
  if (!value || !same_shape(*value, output)) return;
  if (is_exit && assigned.size() > 0) {
    Value variables = variables_of(details);
    if (!same_shape(variables, assigned)) return;
    assigned = std::move(variables);
  }
  output = *value;
  ++out_.adopted;
}

std::optional<engine::Step> ReplayPass::recall_map_result(const asl::State& state,
                                                          history::EventId succeeded) {
  const auto loaded = have();
  if (!loaded || !*loaded) return std::nullopt;
  const auto recorded = parsed();
  if (!recorded) return std::nullopt;
  switch (head_.type) {
    case EventType::MapStateExited: {
      if (head_.state != state.name) return std::nullopt;
      // A catcher took the only failure that is not in an expression; its exit has another link.
      if (skipped_.without(head_.previous) != succeeded && !state.catchers.empty())
        return engine::too_large(state.name, "returned a result");
      const auto output = needed(*recorded, "output");
      if (!output) return std::nullopt;
      ++out_.recalled;
      return engine::Transition{
          .next = state.next, .output = *output, .assigned = variables_of(recorded->details)};
    }
    case EventType::EvaluationFailed: {
      auto failure = std::make_unique<engine::Failure>();
      failure->error = error_of(*recorded);
      failure->location = text_of(recorded->details, "location");
      failure->in_query = true;
      return failure;
    }
    case EventType::ExecutionFailed: {
      auto failure = std::make_unique<engine::Failure>();
      failure->error = error_of(*recorded);
      failure->catchable = false;
      return failure;
    }
    // A retrier took it, or it ends the states around.
    default: return engine::too_large(state.name, "returned a result");
  }
}

}  // namespace pawl::replay
