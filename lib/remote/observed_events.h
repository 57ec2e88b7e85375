// ObservedEvents: hands events that were read on as those of a run that happens here, for whoever shows it.
#pragma once
#include <string>

#include "history/reader.h"
#include "history/timeline.h"
#include "runtime/run.h"

namespace pawl::remote {

class ObservedEvents {
 public:
  /// Both outlive it. `observer` may be null.
  ObservedEvents(const asl::StateMachine& machine, runtime::Observer* observer)
      : machine_(machine), observer_(observer) {}

  void add(const history::RecordedEvent& event);
  /// How the run has ended after the last event; Running: it has not.
  [[nodiscard]] const runtime::RunResult& result() const { return result_; }

 private:
  [[nodiscard]] const asl::State* state_named(std::string_view name) const;
  void note_failure(const history::RecordedEvent& event, const history::Timeline::Moment& moment);

  const asl::StateMachine& machine_;
  runtime::Observer* observer_;
  history::Timeline timeline_;
  runtime::RunResult result_;
};

}  // namespace pawl::remote
