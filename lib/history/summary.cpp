#include "history/summary.h"

#include <algorithm>
#include <utility>

#include "history/details.h"
#include "history/event_type.h"

namespace pawl::history {
namespace {

uint64_t number_member(const Value& details, std::string_view name) {
  const Value* number = details.find(name);
  return number != nullptr && number->is_int64()
             ? static_cast<uint64_t>(std::max<int64_t>(number->as_int64(), 0))
             : 0;
}

RecordedError error_of(const RecordedEvent& event) {
  return {event.id, event.timestamp, std::string(text_of(event.details, "error")),
          std::string(text_of(event.details, "cause"))};
}

}  // namespace

std::string_view name_of(RunStatus status) {
  constexpr std::string_view kNames[] = {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"};
  return kNames[static_cast<size_t>(status)];
}

std::string_view name_of(StateOutcome outcome) {
  constexpr std::string_view kNames[] = {"running", "succeeded", "caught", "failed", "aborted"};
  return kNames[static_cast<size_t>(outcome)];
}

const StateSummary* RunSummary::find(std::string_view state) const {
  const auto found = std::find_if(states.begin(), states.end(),
                                  [state](const StateSummary& one) { return one.name == state; });
  return found == states.end() ? nullptr : &*found;
}

void Summarizer::add(const RecordedEvent& event) {
  using enum EventType;
  ++run_.events;
  run_.last_event = event.timestamp;
  if (event.id == 1) run_.started = event.timestamp;
  switch (event.type) {
    case ExecutionStarted:
      if (const Value* input = event.details.find("input")) run_.input = *input;
      run_.pawl = event.pawl;
      break;
    case ExecutionSucceeded:
      if (const Value* output = event.details.find("output")) run_.output = *output;
      execution_ended(event, RunStatus::Succeeded);
      break;
    case ExecutionFailed: execution_ended(event, RunStatus::Failed); break;
    case ExecutionAborted: execution_ended(event, RunStatus::Aborted); break;
    case ExecutionTimedOut: execution_ended(event, RunStatus::TimedOut); break;
    case ExecutionRedriven:
      run_.status = RunStatus::Running;
      run_.error.reset();
      ++run_.redrives;
      ++run_.transitions;
      break;
    case PassStateEntered: entered(event, asl::StateType::Pass); break;
    case TaskStateEntered: entered(event, asl::StateType::Task); break;
    case ChoiceStateEntered: entered(event, asl::StateType::Choice); break;
    case WaitStateEntered: entered(event, asl::StateType::Wait); break;
    case SucceedStateEntered: entered(event, asl::StateType::Succeed); break;
    case FailStateEntered: entered(event, asl::StateType::Fail); break;
    case ParallelStateEntered: entered(event, asl::StateType::Parallel); break;
    case MapStateEntered: entered(event, asl::StateType::Map); break;
    case PassStateExited:
    case TaskStateExited:
    case ChoiceStateExited:
    case WaitStateExited:
    case SucceedStateExited:
    case ParallelStateExited:
    case MapStateExited: exited(event); break;
    case TaskScheduled:
    case LambdaFunctionScheduled:
    case ActivityScheduled: attempt(event); break;
    case TaskStarted:
    case TaskSubmitted:
    case TaskSucceeded:
    case LambdaFunctionStarted:
    case LambdaFunctionSucceeded:
    case ActivityStarted:
    case ActivitySucceeded:
    case MapRunStarted:
    case MapRunSucceeded:
    case MapRunAborted:
    case MapRunRedriven: step(event); break;
    case TaskFailed:
    case TaskTimedOut:
    case TaskStartFailed:
    case TaskSubmitFailed:
    case LambdaFunctionFailed:
    case LambdaFunctionTimedOut:
    case LambdaFunctionScheduleFailed:
    case LambdaFunctionStartFailed:
    case ActivityFailed:
    case ActivityTimedOut:
    case ActivityScheduleFailed:
    case MapRunFailed: task_failed(event); break;
    case EvaluationFailed:
      if (const uint32_t state = state_named(text_of(event.details, "state")); state != kNone)
        note_error(state, event);
      break;
    case ParallelStateStarted: fork_started(event, asl::StateType::Parallel); break;
    case MapStateStarted: fork_started(event, asl::StateType::Map); break;
    case ParallelStateFailed: fork_failed(event, asl::StateType::Parallel); break;
    case MapStateFailed: fork_failed(event, asl::StateType::Map); break;
    case MapIterationStarted:
    case MapIterationSucceeded:
    case MapIterationFailed:
    case MapIterationAborted: iteration(event); break;
    // *StateExited follows and links to the same event.
    case ParallelStateSucceeded:
    case MapStateSucceeded:
    // Linked to what failed elsewhere, without a name: who it is shows when what is around it ends.
    case TaskStateAborted:
    case WaitStateAborted:
    case ParallelStateAborted:
    case MapStateAborted:
    case Unknown: break;
  }
}

// ---- states

void Summarizer::entered(const RecordedEvent& event, asl::StateType type) {
  const std::string name(text_of(event.details, "name"));
  const auto [known, is_new] = by_name_.try_emplace(name, static_cast<uint32_t>(run_.states.size()));
  const uint32_t index = known->second;
  if (is_new) {
    run_.states.push_back({.name = name, .type = type, .first_entered = event.timestamp});
  }
  Place place = place_of(event.previous);
  const uint32_t fork = place.visit;
  const bool starts_branch =
      fork != kNone && run_.states[visits_[fork].state].type == asl::StateType::Parallel;
  // A state that failed outright and is entered again (a redriven Fail).
  const bool again = fork != kNone && visits_[fork].state == index && !starts_branch;
  if (starts_branch) place = {.visit = kNone, .around = fork};
  if (again) {
    reopen(fork);
    move(event.previous, event.id, place);
    return;
  }
  count_transition(place.from, index, place.by_catch);
  ++run_.transitions;
  const uint32_t visit = new_visit(index, place.around, event.timestamp);
  StateSummary& state = run_.states[index];
  ++state.entered;
  ++state.running;
  state.last_outcome = StateOutcome::Running;
  state.last_event = event.timestamp;
  places_[event.id] = {.visit = visit, .around = place.around};
  if (!starts_branch) places_.erase(event.previous);
}

void Summarizer::exited(const RecordedEvent& event) {
  const uint32_t index = state_named(text_of(event.details, "name"));
  if (index == kNone) return;
  const Place before = place_of(event.previous);
  const uint32_t visit = visit_around(before, [&](const Visit& one) { return one.state == index; });
  if (visit == kNone) return;
  reopen(visit);
  const asl::StateType type = run_.states[index].type;
  const bool is_fork = type == asl::StateType::Parallel || type == asl::StateType::Map;
  if (is_fork) end_inside(visit, true);
  Visit& one = visits_[visit];
  const bool caught = one.has_error;
  end(one, caught ? StateOutcome::Caught : StateOutcome::Succeeded);
  const uint32_t around = one.around;
  places_.erase(one.started);
  places_.erase(one.last_iteration);
  places_.erase(event.previous);
  places_[event.id] = {.visit = kNone, .around = around, .from = index, .by_catch = caught};
  one.is_over = true;
  release(visit);
}

// ---- tasks

void Summarizer::attempt(const RecordedEvent& event) {
  const Place place = place_of(event.previous);
  if (place.visit == kNone) return;
  reopen(place.visit);
  Visit& visit = visits_[place.visit];
  StateSummary& state = run_.states[visit.state];
  ++state.attempts;
  if (visit.attempts++ > 0) {
    ++state.retries;
    ++run_.transitions;
  }
  visit.has_error = false;
  move(event.previous, event.id, place);
}

void Summarizer::step(const RecordedEvent& event) {
  const Place place = place_of(event.previous);
  if (place.visit != kNone) move(event.previous, event.id, place);
}

void Summarizer::task_failed(const RecordedEvent& event) {
  const Place place = place_of(event.previous);
  if (place.visit == kNone) return;
  visits_[place.visit].has_error = true;
  note_error(visits_[place.visit].state, event);
  move(event.previous, event.id, place);
}

// ---- Parallel and Map

void Summarizer::fork_started(const RecordedEvent& event, asl::StateType type) {
  const uint32_t visit = visit_around(place_of(event.previous), [&](const Visit& one) {
    return run_.states[one.state].type == type && (!one.failed || one.outcome != StateOutcome::Running);
  });
  if (visit == kNone) return;
  end_inside(visit, true);  // of the attempt before
  reopen(visit);
  Visit& one = visits_[visit];
  StateSummary& state = run_.states[one.state];
  ++state.attempts;
  if (one.attempts++ > 0) {
    ++state.retries;
    ++run_.transitions;
  }
  one.has_error = one.failed = false;
  if (type == asl::StateType::Map) state.iterations.total += number_member(event.details, "length");
  places_.erase(event.previous);
  places_.erase(one.started);
  places_.erase(std::exchange(one.last_iteration, 0));
  one.started = event.id;
  places_[event.id] = {.visit = visit, .around = one.around};
}

void Summarizer::fork_failed(const RecordedEvent& event, asl::StateType type) {
  const Place before = place_of(event.previous);
  const uint32_t visit = visit_around(
      before, [&](const Visit& one) { return run_.states[one.state].type == type && !one.failed; });
  if (visit == kNone) return;
  end_inside(visit, false);
  Visit& one = visits_[visit];
  one.has_error = one.failed = true;
  StateSummary& state = run_.states[one.state];
  ++state.errors;
  if (before.visit != kNone) {
    state.last_error = run_.states[visits_[before.visit].state].last_error;
    if (!state.first_error) state.first_error = state.last_error;
  }
  places_[event.id] = {.visit = visit, .around = one.around};
}

void Summarizer::iteration(const RecordedEvent& event) {
  using enum EventType;
  const uint32_t index = state_named(text_of(event.details, "name"));
  if (index == kNone) return;
  IterationCounts& counts = run_.states[index].iterations;
  const Place before = place_of(event.previous);
  const uint32_t visit = visit_around(before, [&](const Visit& one) { return one.state == index; });
  switch (event.type) {
    case MapIterationStarted: {
      ++counts.started;
      if (visit == kNone) return;
      // Iterations that start at once link to MapStateStarted, later ones to the last event of the one whose
      // place they take.
      if (before.visit != visit) places_.erase(event.previous);
      places_[event.id] = {.visit = kNone, .around = visit};
      break;
    }
    case MapIterationSucceeded: {
      ++counts.succeeded;
      if (visit == kNone) return;
      Visit& map = visits_[visit];
      places_.erase(map.last_iteration);
      map.last_iteration = event.id;
      places_[event.id] = {.visit = visit, .around = map.around};
      break;
    }
    case MapIterationFailed: ++counts.failed; break;
    default: ++counts.aborted; break;
  }
}

// ---- the execution

void Summarizer::execution_ended(const RecordedEvent& event, RunStatus status) {
  run_.status = status;
  if (status == RunStatus::Succeeded) return;
  run_.error = error_of(event);
  if (status == RunStatus::Failed) {
    // What fails without an event of its own: a Fail state, States.Runtime.
    const Place place = place_of(event.previous);
    if (place.visit != kNone && !visits_[place.visit].has_error) {
      visits_[place.visit].has_error = true;
      note_error(visits_[place.visit].state, event);
    }
  }
  end_inside(kNone, false);
}

// ---- bookkeeping

uint32_t Summarizer::state_named(std::string_view name) {
  const auto known = by_name_.find(std::string(name));
  return known == by_name_.end() ? kNone : known->second;
}

Summarizer::Place Summarizer::place_of(EventId event) const {
  const auto found = places_.find(event);
  return found == places_.end() ? Place{} : found->second;
}

template <class Predicate>
uint32_t Summarizer::visit_around(const Place& place, Predicate is_it) const {
  uint32_t at = place.visit != kNone ? place.visit : place.around;
  while (at != kNone && !is_it(visits_[at])) at = visits_[at].around;
  return at;
}

uint32_t Summarizer::new_visit(uint32_t state, uint32_t around, Millis at) {
  uint32_t slot = static_cast<uint32_t>(visits_.size());
  if (free_visits_.empty()) {
    visits_.emplace_back();
  } else {
    slot = free_visits_.back();
    free_visits_.pop_back();
  }
  visits_[slot] = {.state = state, .around = around, .entered = at};
  if (around != kNone) ++visits_[around].children;
  return slot;
}

void Summarizer::release(uint32_t visit) {
  while (visit != kNone && visits_[visit].is_over && visits_[visit].children == 0) {
    const uint32_t around = visits_[visit].around;
    visits_[visit] = Visit();
    free_visits_.push_back(visit);
    if (around != kNone) --visits_[around].children;
    visit = around;
  }
}

void Summarizer::end(Visit& visit, StateOutcome outcome) {
  set_outcome(visit, outcome);
  StateSummary& state = run_.states[visit.state];
  visit.counted = run_.last_event - visit.entered;
  state.shortest = state.ended() == 1 ? visit.counted : std::min(state.shortest, visit.counted);
  state.longest = std::max(state.longest, visit.counted);
  state.total_time += visit.counted;
  state.last_event = run_.last_event;
}

void Summarizer::set_outcome(Visit& visit, StateOutcome outcome) {
  StateSummary& state = run_.states[visit.state];
  const auto count = [&state](StateOutcome which) -> uint64_t& {
    switch (which) {
      case StateOutcome::Succeeded: return state.succeeded;
      case StateOutcome::Caught: return state.caught;
      case StateOutcome::Failed: return state.failed;
      case StateOutcome::Aborted: return state.aborted;
      case StateOutcome::Running: break;
    }
    return state.running;
  };
  --count(visit.outcome);
  ++count(outcome);
  visit.outcome = outcome;
  state.last_outcome = outcome;
}

void Summarizer::reopen(uint32_t visit) {
  for (uint32_t at = visit; at != kNone; at = visits_[at].around) {
    Visit& one = visits_[at];
    if (one.outcome == StateOutcome::Running) continue;
    set_outcome(one, StateOutcome::Running);
    run_.states[one.state].total_time -= one.counted;
    one.has_error = one.failed = false;
  }
}

void Summarizer::end_inside(uint32_t around, bool forget) {
  const auto is_inside = [&](uint32_t at) {
    if (around == kNone) return true;
    while (at != kNone && at != around) at = visits_[at].around;
    return at == around;
  };
  std::vector<uint32_t> over;
  for (uint32_t slot = 0; slot < visits_.size(); ++slot) {
    Visit& visit = visits_[slot];
    if (visit.state == kNone || visit.is_over || slot == around || !is_inside(slot)) continue;
    if (visit.outcome == StateOutcome::Running)
      end(visit, visit.has_error ? StateOutcome::Failed : StateOutcome::Aborted);
    if (forget) over.push_back(slot);
  }
  if (!forget) return;
  std::erase_if(places_, [&](const auto& entry) {
    const Place& place = entry.second;
    return place.visit != around && is_inside(place.visit != kNone ? place.visit : place.around);
  });
  for (const uint32_t slot : over) {
    visits_[slot].is_over = true;
    release(slot);
  }
}

void Summarizer::note_error(uint32_t index, const RecordedEvent& event) {
  StateSummary& state = run_.states[index];
  ++state.errors;
  state.last_error = error_of(event);
  if (!state.first_error) state.first_error = state.last_error;
}

void Summarizer::count_transition(uint32_t from, uint32_t to, bool by_catch) {
  const uint64_t key = (uint64_t{from} << 33) ^ (uint64_t{to} << 1) ^ (by_catch ? 1 : 0);
  const auto [known, is_new] =
      by_transition_.try_emplace(key, static_cast<uint32_t>(run_.transitions_taken.size()));
  if (is_new) run_.transitions_taken.push_back({from, to, by_catch, 0});
  ++run_.transitions_taken[known->second].count;
}

void Summarizer::move(EventId from, EventId to, Place place) {
  places_.erase(from);
  places_[to] = place;
}

Result<RunSummary> summarize(Reader& reader) {
  Summarizer summarizer;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) return summarizer.take();
    summarizer.add(*event);
  }
}

}  // namespace pawl::history
