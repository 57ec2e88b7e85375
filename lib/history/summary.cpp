#include "history/summary.h"

#include <algorithm>
#include <utility>

#include "history/details.h"

namespace pawl::history {
namespace {

uint64_t number_member(const Value& details, std::string_view name) {
  return static_cast<uint64_t>(std::max<int64_t>(number_of(details, name), 0));
}

RecordedError error_of(const RecordedEvent& event) {
  return {event.id, event.timestamp, std::string(text_of(event.details, "error")),
          std::string(text_of(event.details, "cause"))};
}

}  // namespace

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
  ++run_.events;
  run_.last_event = event.timestamp;
  if (event.id == 1) run_.started = event.timestamp;
  const Timeline::Moment& moment = timeline_.note(event);
  for (const uint32_t visit : moment.reopened) reopen(visit);
  for (const uint32_t visit : moment.ended)
    end(visit, timeline_.visit(visit).has_error ? StateOutcome::Failed : StateOutcome::Aborted);
  const auto& [subject, phase, kind] = family_of(event.type);
  const bool is_failure = phase == EventPhase::Failed || phase == EventPhase::TimedOut;
  switch (subject) {
    case EventSubject::Execution: return execution(event, phase, moment.cause);
    case EventSubject::Iteration: return iteration(phase, moment.state);
    case EventSubject::Evaluation:
      if (moment.state != Timeline::kNone) note_error(moment.state, moment.visit, event);
      return;
    case EventSubject::Attempt:
    case EventSubject::MapRun:
      if (moment.visit == Timeline::kNone) return;
      if (phase == EventPhase::Scheduled) attempt(moment.visit);
      if (phase == EventPhase::Started) child(event);
      if (is_failure) note_error(moment.state, moment.visit, event);
      return;
    case EventSubject::State:
      if (moment.visit == Timeline::kNone) return;
      if (phase == EventPhase::Entered) return entered(event, moment);
      if (phase != EventPhase::Exited) return fork(event, phase, moment);
      return end(moment.visit,
                 timeline_.visit(moment.visit).has_error ? StateOutcome::Caught : StateOutcome::Succeeded);
    case EventSubject::None: return;
  }
}

/// A task that started an execution names its run.
void Summarizer::child(const RecordedEvent& event) {
  const Value* run = event.pawl.find("run");
  if (run != nullptr && run->is_string()) run_.children.emplace_back(run->as_string());
}

void Summarizer::entered(const RecordedEvent& event, const Timeline::Moment& moment) {
  if (moment.again) return;
  if (moment.state == run_.states.size()) {
    const Timeline::State& known = timeline_.states()[moment.state];
    run_.states.push_back({.name = known.name, .type = known.type, .first_entered = event.timestamp});
  }
  if (moment.visit >= stays_.size()) stays_.resize(moment.visit + 1);
  stays_[moment.visit] = {.entered = event.timestamp};
  count_transition(moment.from, moment.state, moment.by_catch);
  ++run_.transitions;
  StateSummary& state = run_.states[moment.state];
  ++state.entered;
  ++state.running;
  state.last_outcome = StateOutcome::Running;
  state.last_event = event.timestamp;
}

/// A task was scheduled, branches or iterations were started.
void Summarizer::attempt(uint32_t visit) {
  StateSummary& state = state_of(visit);
  ++state.attempts;
  if (timeline_.visit(visit).attempts == 1) return;
  ++state.retries;
  ++run_.transitions;
}

/// Of a Parallel or Map.
void Summarizer::fork(const RecordedEvent& event, EventPhase phase, const Timeline::Moment& moment) {
  StateSummary& state = run_.states[moment.state];
  if (phase == EventPhase::Started) {
    attempt(moment.visit);
    if (event.type == EventType::MapStateStarted)
      state.iterations.total += number_member(event.details, "length");
  } else if (phase == EventPhase::Failed && moment.cause != moment.visit) {  // else it is counted already
    ++state.errors;
    if (moment.cause == Timeline::kNone) return;
    state.last_error = state_of(moment.cause).last_error;
    if (!state.first_error) state.first_error = state.last_error;
  }
}

void Summarizer::iteration(EventPhase phase, uint32_t state) {
  if (state == Timeline::kNone) return;
  IterationCounts& counts = run_.states[state].iterations;
  switch (phase) {
    case EventPhase::Started: ++counts.started; break;
    case EventPhase::Succeeded: ++counts.succeeded; break;
    case EventPhase::Failed: ++counts.failed; break;
    default: ++counts.aborted; break;
  }
}

void Summarizer::execution(const RecordedEvent& event, EventPhase phase, uint32_t cause) {
  switch (phase) {
    case EventPhase::Started:
      if (const Value* input = event.details.find("input")) run_.input = *input;
      run_.pawl = event.pawl;
      return;
    case EventPhase::Redriven:
      run_.status = RunStatus::Running;
      run_.error.reset();
      ++run_.redrives;
      ++run_.transitions;
      return;
    case EventPhase::Succeeded:
      if (const Value* output = event.details.find("output")) run_.output = *output;
      break;
    default:
      run_.error = error_of(event);
      if (cause != Timeline::kNone) note_error(timeline_.visit(cause).state, cause, event);
      break;
  }
  run_.status = status_after(event.type);
}

// ---- bookkeeping

void Summarizer::end(uint32_t visit, StateOutcome outcome) {
  set_outcome(visit, outcome);
  Stay& stay = stays_[visit];
  StateSummary& state = state_of(visit);
  stay.counted = run_.last_event - stay.entered;
  state.shortest = state.ended() == 1 ? stay.counted : std::min(state.shortest, stay.counted);
  state.longest = std::max(state.longest, stay.counted);
  state.total_time += stay.counted;
  state.last_event = run_.last_event;
}

void Summarizer::set_outcome(uint32_t visit, StateOutcome outcome) {
  StateSummary& state = state_of(visit);
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
  --count(std::exchange(stays_[visit].outcome, outcome));
  ++count(outcome);
  state.last_outcome = outcome;
}

void Summarizer::reopen(uint32_t visit) {
  set_outcome(visit, StateOutcome::Running);
  state_of(visit).total_time -= stays_[visit].counted;
}

void Summarizer::note_error(uint32_t index, uint32_t visit, const RecordedEvent& event) {
  StateSummary& state = run_.states[index];
  ++state.errors;
  state.last_error = error_of(event);
  if (visit != Timeline::kNone) state.last_error->iterations = timeline_.iterations(visit);
  if (!state.first_error) state.first_error = state.last_error;
}

void Summarizer::count_transition(uint32_t from, uint32_t to, bool by_catch) {
  const uint64_t key = (uint64_t{from} << 33) ^ (uint64_t{to} << 1) ^ (by_catch ? 1 : 0);
  const auto [known, is_new] =
      by_transition_.try_emplace(key, static_cast<uint32_t>(run_.transitions_taken.size()));
  if (is_new) run_.transitions_taken.push_back({from, to, by_catch, 0});
  ++run_.transitions_taken[known->second].count;
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
