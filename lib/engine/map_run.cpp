// A Distributed Map in its parent execution. The children are executions of their own; the parent's history
// holds the start and the end of the map run. The events and their links are those of recorded AWS histories.
#include "engine/execution_impl.h"
#include "engine/states.h"

namespace pawl::engine {

using history::EventType;

namespace {

/// "arn:…:mapRun:MACHINE/LABEL:UUID"
std::string map_run_arn(std::string machine_arn, const asl::Map& map, RandomSource& random) {
  constexpr std::string_view kMachine = ":stateMachine:";
  if (const size_t at = machine_arn.find(kMachine); at != std::string::npos)
    machine_arn.replace(at, kMachine.size(), ":mapRun:");
  const std::string label = map.label.empty() ? random_uuid(random) : map.label;
  return machine_arn + "/" + label + ":" + random_uuid(random);
}

}  // namespace

void Execution::Impl::start_map_run(uint32_t slot, MapRunCall run) {
  Branch& branch = branches_[slot];
  record_in(branch,
            {.type = EventType::MapStateStarted, .state = branch.state, .number = run.plan.items.size()});
  if (!running()) return;
  if (run.failure) return fail(slot, std::move(run.failure), branch.last, Origin::State);
  Frame random = frame(slot);
  run.plan.arn = map_run_arn(info_.state_machine_id, std::get<asl::Map>(branch.state->kind), random);
  branch.before =
      record_in(branch, {.type = EventType::MapRunStarted, .state = branch.state, .text = run.plan.arn});
  RunningMap& running_map = map_runs_[slot] = RunningMap();
  running_map.plan = std::make_shared<const MapRunPlan>(std::move(run.plan));
  running_map.input = std::move(run.input);
  await_map_run(slot);
}

void Execution::Impl::redrive_map_run(uint32_t slot) {
  Branch& branch = branches_[slot];
  auto plan = std::make_shared<MapRunPlan>(*map_runs_[slot].plan);
  plan->redrives = info_.redrives;
  record_in(branch, {.type = EventType::MapRunRedriven,
                     .state = branch.state,
                     .number = plan->redrives,
                     .text = plan->arn});
  map_runs_[slot].plan = std::move(plan);
  await_map_run(slot);
}

void Execution::Impl::recollect_map_runs() {
  for (uint32_t slot = 0; slot < branches_.size(); ++slot) {
    const Branch& branch = branches_[slot];
    if (branch.doing != Branch::Doing::Complete || !asl::is_distributed_map(*branch.state)) continue;
    if (const auto found = map_runs_.find(slot); found != map_runs_.end() && found->second.has_ended)
      await_map_run(slot);
  }
}

void Execution::Impl::await_map_run(uint32_t slot) {
  if (!running()) return;
  commands_.push_back({.type = Command::Type::StartMapRun,
                       .id = branches_.begin_wait(slot, Branch::Doing::MapRun),
                       .state = branches_[slot].state,
                       .scheduled = branches_[slot].before,
                       .map_run = map_runs_[slot].plan});
}

Evaluated<Value> Execution::Impl::item_input(uint32_t slot, const MapItem& item) {
  Branch& branch = branches_[slot];
  const auto& map = std::get<asl::Map>(branch.state->kind);
  if (!map.item_selector) return item.value;
  RunningMap& run = map_runs_[slot];
  if (!run.contexts.is_made()) run.contexts = ItemContext(execution_context(), context_of(frame(slot)));
  uint32_t draws = 0;
  Frame item_frame({.state = *branch.state,
                    .input = branch.input,
                    .variables = branch.variables,
                    .contexts = run,
                    .slot = slot,
                    .item = &item,
                    .entered = branch.entered,
                    .seed = mix_bits(seed_ + item.index),
                    .draws = draws,
                    .payload_limit = limits_.payload_bytes,
                    .now = now_,
                    .observer = observer_});
  return iteration_input(item_frame, map, run.input);
}

void Execution::Impl::map_run_ended(uint32_t slot, Outcome outcome) {
  Branch& branch = branches_[slot];
  branches_.end_wait(slot);
  const bool is_recorded = map_runs_[slot].has_ended;
  if (outcome.type != Outcome::Type::Succeeded) {
    map_runs_.erase(slot);
    const EventId because =
        record_in(branch, {.type = EventType::MapRunFailed, .state = branch.state, .error = &outcome.error});
    if (!running()) return;
    auto failure = std::make_unique<Failure>();
    failure->catchable = outcome.error.error != "States.Runtime";
    failure->error = std::move(outcome.error);
    return fail(slot, std::move(failure), because, Origin::Children);
  }
  if (!is_recorded) {
    branch.exit_link = record_in(branch, {.type = EventType::MapRunSucceeded, .state = branch.state});
    record_in(branch, {.type = EventType::MapStateSucceeded, .state = branch.state});
    if (!running()) return;
    map_runs_[slot].has_ended = true;
  }
  branch.result = std::move(outcome.output);
  branches_.make_ready(slot, Branch::Doing::Complete);
}

}  // namespace pawl::engine
