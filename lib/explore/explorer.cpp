#include "explore/explorer.h"

#include <algorithm>
#include <set>

#include "analysis/facts.h"
#include "analysis/flow.h"
#include "explore/case_choice.h"
#include "explore/proposals.h"
#include "explore/reasons.h"
#include "explore/repair.h"

namespace pawl::explore {

namespace {

using Kind = coverage::CoveragePoint::Kind;

constexpr size_t kMostRepairs = 80;          // of one scenario
constexpr uint32_t kTransitionsOfState = 4;  // so many are allowed in any case
constexpr size_t kMostBases = 6;             // scenarios from which a point is tried
constexpr size_t kMostProposals = 48;        // for one point, from one visit
constexpr size_t kMostEndings = 60;          // proposals for an execution that does not end to end

class Explorer {
 public:
  Explorer(const asl::StateMachine& machine, const source::Document& document,
           const coverage::CoveragePoints& points, const ExploreBounds& bounds)
      : machine_(machine),
        facts_(machine, document),
        points_(points),
        bounds_(bounds),
        transitions_(std::max(bounds.trial.transitions,
                              kTransitionsOfState * static_cast<uint32_t>(machine.states.size()))),
        deadline_(std::chrono::steady_clock::now() + bounds.time),
        reached_(points.all().size()),
        seen_(points.all().size()) {}

  Exploration run() {
    settle({});
    for (bool goes_on = true; goes_on && !is_over();) {
      goes_on = false;
      for (size_t point = 0; point < reached_.size() && !is_over(); ++point) {
        if (!reached_[point] && is_target(points_.all()[point]) && try_to_reach(point)) goes_on = true;
      }
    }
    Exploration out = choose_cases(points_, found_);
    out.trials = trials_;
    out.was_cut_short = is_over();
    for (size_t point = 0; point < reached_.size(); ++point) {
      const coverage::Measure measure = points_.all()[point].measure();
      if (out.counts[point] > 0 ||
          (measure != coverage::Measure::Transitions && measure != coverage::Measure::Retries))
        continue;
      out.unreached.push_back(
          {point, reason_of(machine_, facts_.flow(), points_, point, seen_, out.was_cut_short)});
    }
    return out;
  }

 private:
  [[nodiscard]] bool is_over() const {
    return trials_ >= bounds_.trials || std::chrono::steady_clock::now() >= deadline_;
  }

  /// States follow from transitions, but for the first ones of Maps, whose items may be none.
  [[nodiscard]] bool is_target(const coverage::CoveragePoint& point) {
    return point.kind != Kind::State || map_that_begins_with(*machine_.states[point.state]) != nullptr;
  }

  const asl::State* map_that_begins_with(const asl::State& state) {
    const asl::State* around = facts_.flow().of(state).parent;
    const auto* map = around != nullptr ? std::get_if<asl::Map>(&around->kind) : nullptr;
    return map != nullptr && map->item_processor.start_at == &state ? around : nullptr;
  }

  Trial trial_of(const Scenario& scenario) {
    ++trials_;
    return run_trial(machine_, points_, scenario, {.transitions = transitions_});
  }

  /// Runs the scenario, repairs what fails by itself, and keeps what reaches something new.
  void settle(Scenario scenario) {
    Trial trial = trial_of(scenario);
    for (size_t i = 0;
         i < kMostRepairs && trial.status == engine::Status::Failed && !trial.failures.empty() && !is_over();
         ++i) {
      if (!repair(scenario, trial)) break;
    }
    if (!trial.has_ended() && reaches_something_new(trial)) end(scenario, trial);
    keep(std::move(scenario), std::move(trial));
  }

  bool repair(Scenario& scenario, Trial& trial) {
    const TrialFailure failure = trial.failures.back();
    for (const Repair& repair : repairs(facts_, scenario, trial, failure)) {
      if (is_over()) return false;
      Scenario changed = repair.proposal.applied_to(scenario);
      Trial tried = trial_of(changed);
      const TrialFailure* now = tried.status == engine::Status::Failed && !tried.failures.empty()
                                    ? &tried.failures.back()
                                    : nullptr;
      if (tried.visits.size() <= failure.visit) continue;
      const bool is_elsewhere = now == nullptr || now->visit > failure.visit ||
                                (now->visit == failure.visit &&
                                 (now->field != failure.field || now->span.begin != failure.span.begin));
      const bool is_further = now != nullptr && now->visit == failure.visit && repair.adds_data &&
                              now->error.cause != failure.error.cause;
      if (!is_elsewhere && !is_further) continue;
      scenario = std::move(changed);
      trial = std::move(tried);
      return true;
    }
    return false;
  }

  [[nodiscard]] bool reaches_something_new(const Trial& trial) const {
    for (size_t i = 0; i < trial.counts.size(); ++i) {
      if (trial.counts[i] > 0 && !reached_[i]) return true;
    }
    return false;
  }

  /// An execution that goes round and round: lets it leave by a Choice that it comes to again.
  void end(Scenario& scenario, Trial& trial) {
    size_t left = kMostEndings;
    for (const Proposal& proposal : endings(facts_, scenario, trial)) {
      if (left-- == 0 || is_over()) return;
      Scenario changed = proposal.applied_to(scenario);
      Trial tried = trial_of(changed);
      if (!tried.has_ended() || !reaches_something_new(tried)) continue;
      scenario = std::move(changed);
      trial = std::move(tried);
      return;
    }
  }

  void keep(Scenario scenario, Trial trial) {
    bool is_new = found_.empty();
    for (size_t i = 0; i < trial.counts.size(); ++i) {
      if (trial.counts[i] == 0) continue;
      is_new = is_new || !seen_[i] || (trial.has_ended() && !reached_[i]);
      seen_[i] = true;
      if (trial.has_ended()) reached_[i] = true;
    }
    if (is_new) found_.push_back({std::move(scenario), std::move(trial)});
  }

  bool try_to_reach(size_t point) {
    const asl::State* state = machine_.states[points_.all()[point].state];
    if (points_.all()[point].kind == Kind::State) state = map_that_begins_with(*state);
    size_t bases = 0;
    for (size_t base = 0; base < found_.size() && bases < kMostBases; ++base) {
      const auto visits = visits_of(found_[base].trial, *state);
      if (visits.empty()) continue;
      ++bases;
      if (!tried_.emplace(point, base).second) continue;
      for (const size_t visit : visits) {
        if (try_from(point, base, visit)) return true;
      }
    }
    return false;
  }

  /// The first two and the last: a loop may need another answer the second time.
  static std::vector<size_t> visits_of(const Trial& trial, const asl::State& state) {
    std::vector<size_t> visits;
    for (size_t i = 0; i < trial.visits.size(); ++i) {
      if (trial.visits[i].state != &state) continue;
      if (visits.size() == 3) visits.back() = i;
      else visits.push_back(i);
    }
    return visits;
  }

  bool try_from(size_t point, size_t base, size_t visit) {
    // A copy: settle() adds to found_.
    const Scenario scenario = found_[base].scenario;
    std::vector<Proposal> all = proposals(facts_, points_.all()[point], scenario, found_[base].trial, visit);
    if (all.size() > kMostProposals) all.resize(kMostProposals);
    for (const Proposal& proposal : all) {
      if (is_over()) return false;
      settle(proposal.applied_to(scenario));
      if (reached_[point]) return true;
    }
    return false;
  }

  const asl::StateMachine& machine_;
  analysis::Facts facts_;
  const coverage::CoveragePoints& points_;
  const ExploreBounds bounds_;
  const uint32_t transitions_;  // of a trial
  const std::chrono::steady_clock::time_point deadline_;
  std::vector<FoundScenario> found_;
  std::vector<bool> reached_;                  // by point: in an execution that ended
  std::vector<bool> seen_;                     // in any
  std::set<std::pair<size_t, size_t>> tried_;  // point, scenario
  uint32_t trials_ = 0;
};

}  // namespace

Exploration explore(const asl::StateMachine& machine, const source::Document& document,
                    const coverage::CoveragePoints& points, const ExploreBounds& bounds) {
  return Explorer(machine, document, points, bounds).run();
}

}  // namespace pawl::explore
