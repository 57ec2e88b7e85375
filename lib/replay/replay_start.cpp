// The first event of a history: creates the execution.
#include "history/details.h"
#include "history/event_type.h"
#include "replay/recorded_settings.h"
#include "replay/replay_pass.h"

namespace pawl::replay {

using history::EventType;
using history::RecordedEvent;

engine::ExecutionInfo ReplayPass::identity_of(const RecordedEvent& event) const {
  const auto known = [&](std::string_view text, std::string_view what) {
    if (!text.empty()) return std::string(text);
    const std::string* learnt = known_.unknowns.find(what);
    return learnt != nullptr ? *learnt : Unknowns::marker(what);
  };
  const Value& extras = event.pawl;
  engine::ExecutionInfo info;
  info.name = known(text_of(extras, "run"), "Execution.Name");
  info.id = known(text_of(extras, "arn"), "Execution.Id");
  info.state_machine_name = known(text_of(extras, "machine"), "StateMachine.Name");
  info.state_machine_id = known(text_of(extras, "machineArn"), "StateMachine.Id");
  if (is_foreign_) info.token_name = Unknowns::marker("Task.Token");
  if (const Value* tokens = extras.find("tokens")) {
    info.token_name = text_of(*tokens, "run");
    info.token_key = text_of(*tokens, "key");
  }
  info.role_arn = text_of(event.details, "roleArn");
  if (text_of(extras, "type") == "EXPRESS") info.type = asl::WorkflowType::Express;
  info.start_time = event.timestamp;
  if (const Value* context = extras.find("context")) info.context = *context;
  info.pawl = extras;
  return info;
}

Result<void> ReplayPass::begin() {
  PAWL_TRY(const RecordedEvent event, parsed());
  if (event.type != EventType::ExecutionStarted) {
    return fail(path_ + ": the history does not begin with ExecutionStarted but with " +
                std::string(name_of(event.type)));
  }
  if (options_.child != nullptr) {
    out_.execution = options_.child->make();
    out_.seed = out_.execution->seed();
  } else {
    const auto seed = recorded_seed(event.pawl);
    if (!seed) return fail(path_ + ": " + seed.error().message);
    out_.seed = seed->value_or(0);
    is_foreign_ = !*seed;
    out_.execution = std::make_unique<engine::Execution>(machine_, identity_of(event),
                                                         recorded_limits(event.pawl), out_.seed, nullptr);
  }
  out_.execution->set_sink(this);
  out_.execution->set_recorded_values(this);
  if (options_.follower) out_.execution->set_observer(this);
  const auto input = needed(event, "input");
  if (input) out_.execution->start(*input, event.timestamp);
  return {};
}

/// A resume may have changed the limits.
void ReplayPass::change_limits(const RecordedEvent& event) {
  const Value* resumed = event.pawl.find("resumed");
  if (resumed != nullptr && resumed->find("limits") != nullptr)
    out_.execution->set_limits(recorded_limits(*resumed));
}

}  // namespace pawl::replay
