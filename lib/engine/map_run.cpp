// A Distributed Map in its parent execution. The children are executions of their own; the parent's history
// holds the start and the end of the map run. The events and their links are those of recorded AWS histories.
#include "engine/execution_impl.h"

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

void Execution::Impl::start_map_run(uint32_t slot, MapRun run) {
  Branch& branch = branches_[slot];
  record_in(branch, {.type = EventType::MapStateStarted, .state = branch.state, .number = run.length});
  if (!running()) return;
  if (run.failure) return fail(slot, std::move(run.failure), branch.last, Origin::State);
  Frame random = frame(slot);
  std::string& arn = map_runs_[slot];
  arn = map_run_arn(info_.state_machine_id, std::get<asl::Map>(branch.state->kind), random);
  branch.before = record_in(branch, {.type = EventType::MapRunStarted, .state = branch.state, .text = arn});
  await_map_run(slot);
}

void Execution::Impl::redrive_map_run(uint32_t slot) {
  Branch& branch = branches_[slot];
  record_in(branch, {.type = EventType::MapRunRedriven,
                     .state = branch.state,
                     .number = info_.redrives,
                     .text = map_runs_[slot]});
  await_map_run(slot);
}

void Execution::Impl::await_map_run(uint32_t slot) {
  if (!running()) return;
  commands_.push_back({.type = Command::Type::StartMapRun,
                       .id = branches_.begin_wait(slot, Branch::Doing::MapRun),
                       .state = branches_[slot].state});
}

void Execution::Impl::map_run_ended(uint32_t slot, Outcome outcome) {
  Branch& branch = branches_[slot];
  branches_.end_wait(slot);
  if (outcome.type != Outcome::Type::Succeeded) {
    const EventId because =
        record_in(branch, {.type = EventType::MapRunFailed, .state = branch.state, .error = &outcome.error});
    if (!running()) return;
    auto failure = std::make_unique<Failure>();
    failure->error = std::move(outcome.error);
    return fail(slot, std::move(failure), because, Origin::Children);
  }
  branch.exit_link = record_in(branch, {.type = EventType::MapRunSucceeded, .state = branch.state});
  record_in(branch, {.type = EventType::MapStateSucceeded, .state = branch.state});
  if (!running()) return;
  map_runs_.erase(slot);
  branch.result = std::move(outcome.output);
  branches_.make_ready(slot, Branch::Doing::Complete);
}

}  // namespace pawl::engine
