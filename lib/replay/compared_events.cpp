// What the engine records in a pass, compared with the history.
#include <cstring>
#include <utility>

#include "history/details.h"
#include "history/event_type.h"
#include "history/map_run_journal.h"
#include "history/run_status.h"
#include "history/seal.h"
#include "replay/replay_pass.h"
#include "value/parse.h"

namespace pawl::replay {

using engine::Status;
using history::EventId;
using history::EventType;
using history::HistoryEvent;

namespace {

/// The type that the engine records for a failure for which AWS has several.
EventType same_as(EventType type) {
  using enum EventType;
  switch (type) {
    case ActivityScheduleFailed: return ActivityFailed;
    case LambdaFunctionScheduleFailed:
    case LambdaFunctionStartFailed: return LambdaFunctionFailed;
    case TaskStartFailed:
    case TaskSubmitFailed: return TaskFailed;
    default: return type;
  }
}

}  // namespace

void ReplayPass::append(const HistoryEvent& event) {
  if (error_ || out_.divergence || wants_another_) return;
  const auto loaded = have();
  if (!loaded) {
    error_ = loaded.error();
    return;
  }
  if (!*loaded) {
    if (options_.until != 0) return;
    // The writer was killed within a step.
    encode(event, history::Encoder::Seal::Yes);
    out_.unwritten.append(line_.view());
    ++surplus_;
    return;
  }
  compare(event);
  if (!stopped()) {
    follow(field_results_);
    field_results_.clear();
  }
  if (event.state != nullptr) last_state_ = event.state;
  is_loaded_ = false;
  ++out_.events;
  if (history::status_after(event.type) != Status::Running) step_first_before_end_ = step_first_;
}

void ReplayPass::follow(const std::vector<FieldResult>& field_results) {
  if (!options_.follower || head_.id <= known_.followed) return;
  known_.followed = head_.id;
  const auto recorded = parsed();
  const auto result = recorded ? options_.follower(*recorded, field_results)
                               : Result<void>(tl::unexpected<Error>(recorded.error()));
  if (!result) error_ = result.error();
}

void ReplayPass::encode(const HistoryEvent& event, history::Encoder::Seal seal) {
  line_.clear();
  if (options_.child == nullptr) return encoder_.encode(event, line_, seal);
  Value pawl;
  encoder_.encode(history::event_of_child(event, options_.child->child, pawl), line_, seal);
}

void ReplayPass::compare(const HistoryEvent& event) {
  using enum history::Encoder::Seal;
  encode(event, history::is_sealed(text_) ? Yes : No);
  if (line_.size() == text_.size() + 1 && std::memcmp(line_.view().data(), text_.data(), text_.size()) == 0)
    return;
  if (same_as(head_.type) != event.type) return diverge(&event, {"type", {}, {}});
  if (const EventId id = skipped_.without(head_.id); id != event.id)
    return diverge(&event, {"id", std::to_string(id), std::to_string(event.id)});
  const auto recorded = parsed();
  if (!recorded) {
    error_ = recorded.error();
    return;
  }
  change_limits(*recorded);
  const auto actual = history::event_from_json(*try_parse_json(line_.view()));
  const size_t knew = known_.unknowns.size();
  if (auto difference = find_difference(recorded->details, actual->details, known_.unknowns))
    return diverge(&event, std::move(*difference));
  if (known_.unknowns.size() != knew) {
    wants_another_ = true;
    return;
  }
  // AWS does not document the links of events after a redrive. It links the exit of a Distributed Map to
  // MapRunStarted or to MapRunSucceeded, without a rule we know (recorded).
  const bool is_map_run = event.type == EventType::MapStateExited && asl::is_distributed_map(*event.state);
  const bool is_known = !is_foreign_ || (out_.redrives == 0 && !is_map_run);
  if (const EventId previous = skipped_.without(head_.previous); previous != event.previous && is_known)
    diverge(&event, {"previousEventId", std::to_string(previous), std::to_string(event.previous)});
}

void ReplayPass::diverge(const HistoryEvent* event, Difference difference) {
  Divergence divergence;
  divergence.event = head_.id;
  divergence.expected_type = name_of(head_.type);
  if (event != nullptr) {
    divergence.actual_type = name_of(event->type);
    divergence.at = event->state;
    if (event->state != nullptr) divergence.state = event->state->name;
  }
  if (divergence.state.empty()) {
    divergence.state = head_.state;
    for (const asl::State* state : machine_.states) {
      if (state->name == head_.state) divergence.at = state;
    }
  }
  if (divergence.state.empty() && out_.execution) {
    divergence.at = out_.execution->failed_state() != nullptr ? out_.execution->failed_state() : last_state_;
    if (divergence.at != nullptr) divergence.state = divergence.at->name;
  }
  divergence.field = std::move(difference.field);
  divergence.expected = std::move(difference.expected);
  divergence.actual = std::move(difference.actual);
  out_.divergence = std::move(divergence);
}

}  // namespace pawl::replay
