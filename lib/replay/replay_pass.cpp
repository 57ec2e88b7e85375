#include "replay/replay_pass.h"

#include <utility>

#include "history/details.h"
#include "history/event_type.h"
#include "history/run_status.h"
#include "history/seal.h"
#include "replay/recorded_outcome.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::replay {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using engine::Status;
using history::EventId;
using history::EventType;
using history::RecordedEvent;

namespace {

constexpr int kMostSilentSteps = 4;

}  // namespace

ReplayPass::ReplayPass(const asl::StateMachine& machine, std::string path, const ReplaySettings& options,
                       Knowledge& known)
    : machine_(machine), path_(std::move(path)), options_(options), known_(known) {}

Result<bool> ReplayPass::load() {
  for (;;) {
    PAWL_TRY(is_loaded_, read_head());
    if (!is_loaded_ || head_.type != EventType::Unknown) return is_loaded_;
    PAWL_CHECK(skip());
  }
}

Result<bool> ReplayPass::read_head() {
  if (at_end_) return false;
  PAWL_TRY(const auto text, texts_->next());
  const auto place = [&] { return path_ + ":" + std::to_string(texts_->line()) + ": "; };
  if (!text) {
    at_end_ = true;
    out_.faults = texts_->faults();
    return false;
  }
  text_ = *text;
  auto head = heads_.read(text_);
  if (!head) return fail(place() + head.error().message);
  head_ = *head;
  if (std::string fault = history::id_fault(head_.id, last_id_); !fault.empty()) return fail(place() + fault);
  if (options_.until != 0 && head_.id > options_.until) {
    at_end_ = true;
    return false;
  }
  last_id_ = head_.id;
  out_.last_timestamp = head_.timestamp;
  out_.whole_bytes = texts_->offset();
  out_.ends_with_newline = texts_->has_newline();
  return true;
}

/// Skips an event of a type that this version does not know.
Result<void> ReplayPass::skip() {
  if (options_.for_resume) {
    return fail(path_ + ": event " + std::to_string(head_.id) +
                " has a type that this version of pawl does not know: a newer pawl can resume the run");
  }
  skipped_.note(head_.id, head_.previous);
  follow({});
  if (error_) return tl::unexpected<Error>(*error_);
  return {};
}

Result<RecordedEvent> ReplayPass::parsed() {
  const auto faulty = [this](std::string_view fault) {
    return fail(path_ + ":" + std::to_string(texts_->line()) + ": " + std::string(fault));
  };
  if (!history::fits_seal(text_)) return faulty(history::kSealFault);
  auto json = try_parse_json(history::without_seal(text_, room_));
  auto event = json ? history::event_from_json(*json) : Result<RecordedEvent>(fail(json.error().message));
  if (!event) return faulty(event.error().message);
  return event;
}

Result<Replayed> ReplayPass::run() {
  PAWL_TRY(history::EventTexts texts, open_texts(path_, options_));
  texts_.emplace(std::move(texts));
  for (;;) {
    PAWL_TRY(const bool more, have());
    if (!more) break;
    if (known_.stop_at != 0 && head_.id == known_.stop_at) {
      PAWL_CHECK(stop_before(head_.id));
      break;
    }
    if (const auto skip = known_.skipped.find(head_.id); skip != known_.skipped.end()) {
      PAWL_CHECK(skip_redrive(skip->second));
    } else {
      if (known_.redrives.contains(head_.id)) set_checkpoint();
      step_first_ = head_.id;
      PAWL_CHECK(step());
    }
    if (error_) return tl::unexpected<Error>(*error_);
    if (!stopped() && is_loaded_ && head_.id == step_first_) diverge(nullptr, {});  // the step made no event
    if (out_.divergence) {
      PAWL_TRY(wants_another_, is_undone_later(out_.divergence->event));
    }
    if (stopped()) return std::move(out_);
    take_commands();
  }
  return finish();
}

Result<Replayed> ReplayPass::finish() {
  if (out_.execution) {
    out_.execution->set_sink(nullptr);
    out_.execution->set_recorded_values(nullptr);
    out_.execution->set_observer(nullptr);
  }
  if (out_.execution) out_.status = out_.execution->status();
  if (known_.stop_at == 0) {
    known_.status = out_.status;
    known_.unwritten = out_.unwritten;
    known_.surplus = surplus_;
    known_.is_whole = out_.status != Status::Running;
    const bool ended_badly = out_.is_whole = known_.is_whole;
    // For a resume, stop before the event that ended it.
    if (options_.for_resume && !options_.keeps_end && ended_badly && out_.status != Status::Succeeded) {
      known_.stop_at = step_first_;
      wants_another_ = true;
      return std::move(out_);
    }
  } else {
    out_.status = known_.status;
    out_.is_whole = known_.is_whole;
    out_.unwritten = known_.unwritten;
    surplus_ = known_.surplus;
  }
  out_.recorded = last_id_ + surplus_;
  if (out_.redrive) out_.redrive->event = out_.recorded + 1;
  for (PendingCommand& pending : pending_) {
    if (out_.execution->awaits(pending.command.id)) out_.pending.push_back(std::move(pending));
  }
  return std::move(out_);
}

/// Stops before the event that was read. The rest of the history is read and not replayed.
Result<void> ReplayPass::stop_before(EventId at) {
  engine::Redrive redrive;
  redrive.count = out_.redrives + 1;
  redrive.last_kept = skipped_.without(head_.previous);
  if (is_outcome(head_.type)) {
    redrive.failed_task = out_.execution->waiting_after(head_.previous);
    redrive.failed_outcome = head_.id;
    redrive.renews_map_run = renews_map_run();
  }
  ObjectBuilder pawl(2);
  pawl.append("from", Value::integer(static_cast<int64_t>(at)));
  if (options_.input) {
    redrive.input = options_.input;
    pawl.append("input", *options_.input);
  }
  redrive.pawl = pawl.finish();
  out_.undone_from = at;
  out_.redrive = std::move(redrive);
  for (;;) {
    if (head_.type == EventType::ExecutionRedriven) ++out_.redrive->count;
    if (options_.from != 0) {
      known_.status = history::status_after(head_.type);
      known_.is_whole = known_.status != Status::Running;
    }
    is_loaded_ = false;
    PAWL_TRY(const bool more, load());
    if (!more) return {};
  }
}

// ---- one step

Result<void> ReplayPass::step() {
  if (!out_.execution) return begin();
  engine::Execution& execution = *out_.execution;
  const EventType type = head_.type;
  const Millis now = head_.timestamp;
  if (is_outcome(type)) {
    const CommandId id = execution.waiting_after(skipped_.without(head_.previous));
    PAWL_TRY(const RecordedEvent event, parsed());
    // The history does not hold the results of a Distributed Map's children: see recall_map_result().
    const bool has_output = event.type != EventType::MapRunSucceeded && is_success(event.type);
    if (has_output && !needed(event, "output")) return {};
    deliver_task(id, event);
    return {};
  }
  switch (type) {
    case EventType::ExecutionAborted:
    case EventType::ExecutionTimedOut: {
      PAWL_TRY(const RecordedEvent event, parsed());
      if (type == EventType::ExecutionAborted) execution.abort(error_of(event), now);
      else execution.time_out(now);
      return {};
    }
    case EventType::ExecutionRedriven: return redriven();
    default: break;
  }
  const std::string state(head_.state);  // the head is overwritten while events are compared
  const EventId previous = skipped_.without(head_.previous);
  const EventId recorded = head_.id;
  const auto is_met = [&] { return !is_loaded_ || head_.id != recorded; };
  const auto entry = is_foreign_ ? engine::EntryStep::Separate : engine::EntryStep::Combined;
  // A step may make no event: a failure that a retrier takes only starts a timer.
  for (int steps = 0; steps < kMostSilentSteps; ++steps) {
    if (execution.advance_after(previous, state, now, entry)) {
      if (is_met() || stopped()) return {};
      take_commands();
      continue;
    }
    const CommandId id = execution.waiting_after(previous);
    if (id == CommandId{}) break;
    take_commands();
    const bool is_timer =
        id.slot < pending_.size() && pending_[id.slot].command.type == Command::Type::StartTimer;
    if (is_timer) {
      if (ends_early(pending_[id.slot].command)) return {};
      execution.resume(id, Outcome::timer_fired(), now);
      continue;
    }
    if (type != EventType::ExecutionFailed) break;
    PAWL_TRY(const RecordedEvent event, parsed());
    if (text_of(event.details, "error") != "States.Runtime") break;
    execution.resume(id, Outcome::failed(error_of(event)), now);  // a task runner reported States.Runtime
    return {};
  }
  // The definition does something else: run it, so that the divergence shows what.
  (void)execution.advance(now, 1);
  return {};
}

/// Whether a Wait ends in the history before it is due. pawl's clocks never go back; other histories may have
/// rounded times, and those made by hand none at all. Retry delays are not checked, since their start is not
/// recorded.
bool ReplayPass::ends_early(const Command& timer) {
  if (timer.state->type() != asl::StateType::Wait) return false;
  constexpr Millis kRounding = 1000;
  const Millis start = out_.execution->info().start_time;
  if (is_foreign_ && head_.timestamp == start) return false;
  if (head_.timestamp + (is_foreign_ ? kRounding : 0) >= timer.due) return false;
  diverge(nullptr, {"timestamp", format_timestamp(head_.timestamp), format_timestamp(timer.due)});
  return true;
}

bool ReplayPass::deliver_task(CommandId id, const RecordedEvent& event) {
  if (id == CommandId{}) return (void)out_.execution->advance(head_.timestamp, 1), false;
  if (id.slot < pending_.size() && !is_final_outcome(event.type)) {
    PendingCommand& pending = pending_[id.slot];
    pending.submitted = event.type == EventType::TaskSubmitted;
    if (!pending.submitted) pending.detail = event.pawl;
    pending.started = true;
  }
  return out_.execution->resume(id, outcome_of(event), event.timestamp);
}

void ReplayPass::take_commands() {
  if (!out_.execution || !out_.execution->has_commands()) return;
  for (Command& command : out_.execution->take_commands()) {
    if (command.type == Command::Type::Cancel) continue;
    const uint32_t slot = command.id.slot;
    if (slot >= pending_.size()) pending_.resize(slot + 1);
    pending_[slot] = {.command = std::move(command)};
  }
}

// ---- redrives

/// The first undone event is in ExecutionRedriven, or else begins the step that ended the execution. Going
/// back there needs a checkpoint; where none was set, the next pass sets one or skips what was undone.
Result<void> ReplayPass::redriven() {
  PAWL_TRY(const RecordedEvent event, parsed());
  const EventId said = history::undone_from(event);
  if (const auto known = checkpoints_.find(said); known != checkpoints_.end()) {
    engine::Redrive again = known->second.redrive;
    return_to(said, known->second);
    return redrive(std::move(again), event);
  }
  if (said != 0 && known_.redrives.empty()) {
    PAWL_TRY(known_.redrives, redrives_of(path_, options_));
    wants_another_ = known_.redrives.contains(said);
    if (wants_another_) return {};
  }
  const EventId from = said != 0 ? said : step_first_before_end_;
  if (from == 0 || from >= head_.id || known_.skipped.contains(from)) {
    diverge(nullptr, {});
    return {};
  }
  known_.skipped.emplace(from, head_.id);
  wants_another_ = true;
  return {};
}

/// AWS guide: "Redriving Map Runs". It does not redrive one that failed for these.
bool ReplayPass::renews_map_run() {
  if (head_.type != EventType::MapRunFailed) return false;
  const auto event = parsed();
  const std::string_view error = event ? text_of(event->details, "error") : "";
  return error == "States.DataLimitExceeded" || error == "States.Runtime";
}

engine::Redrive ReplayPass::redrive_here() {
  engine::Redrive redrive;
  redrive.last_kept = skipped_.without(head_.previous);
  if (is_outcome(head_.type)) {
    redrive.failed_task = out_.execution->waiting_after(redrive.last_kept);
    redrive.failed_outcome = skipped_.without(head_.id);
    redrive.renews_map_run = renews_map_run();
  }
  return redrive;
}

void ReplayPass::set_checkpoint() {
  if (!out_.execution) return;
  checkpoints_[head_.id] = {redrive_here(), out_.execution->copy(), pending_,     step_first_before_end_,
                            out_.events,    out_.adopted,           out_.recalled};
}

void ReplayPass::return_to(EventId undone, Checkpoint& checkpoint) {
  const bool is_last = known_.redrives.at(undone) == head_.id;
  out_.execution = is_last ? std::move(checkpoint.execution) : checkpoint.execution->copy();
  pending_ = checkpoint.pending;
  step_first_before_end_ = checkpoint.step_first_before_end;
  out_.events = checkpoint.events;
  out_.adopted = checkpoint.adopted;
  out_.recalled = checkpoint.recalled;
  field_results_.clear();
  checkpoints_.erase(is_last ? checkpoints_.find(undone) : checkpoints_.upper_bound(undone),
                     checkpoints_.end());
}

/// Whether a later redrive with another definition undoes this event: then it need not match this one.
Result<bool> ReplayPass::is_undone_later(EventId event) {
  for (;;) {
    is_loaded_ = false;
    PAWL_TRY(const bool more, load());
    if (!more) return false;
    if (head_.type != EventType::ExecutionRedriven) continue;
    PAWL_TRY(const RecordedEvent redriven, parsed());
    const EventId from = history::undone_from(redriven);
    const Value* resumed = redriven.pawl.find("resumed");
    if (resumed == nullptr || resumed->find("definition") == nullptr || from == 0) continue;
    if (from <= event && known_.skipped.emplace(from, head_.id).second) return true;
  }
}

Result<void> ReplayPass::skip_redrive(EventId redriven) {
  engine::Redrive again = redrive_here();
  while (head_.id != redriven) {
    follow(field_results_);
    field_results_.clear();
    is_loaded_ = false;
    PAWL_TRY(const bool more, load());
    if (!more) return {};
  }
  PAWL_TRY(const RecordedEvent event, parsed());
  step_first_ = head_.id;
  return redrive(std::move(again), event);
}

/// `event`: the ExecutionRedriven that was read.
Result<void> ReplayPass::redrive(engine::Redrive redrive, const RecordedEvent& event) {
  redrive.event = skipped_.without(event.id);
  const Value* count = event.details.find("redriveCount");
  redrive.count =
      count != nullptr && count->is_int64() ? static_cast<uint64_t>(count->as_int64()) : out_.redrives + 1;
  out_.redrives = redrive.count;
  redrive.pawl = event.pawl;
  if (const Value* input = event.pawl.find("input")) redrive.input = *input;
  change_limits(event);
  out_.execution->redrive(std::move(redrive), head_.timestamp);
  return {};
}

}  // namespace pawl::replay
