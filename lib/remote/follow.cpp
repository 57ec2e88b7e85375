#include "remote/follow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "remote/observed_events.h"
#include "runtime/clock.h"

namespace pawl::remote {
namespace {

// Milliseconds between two requests: the first after events came; each is longer, while none come.
constexpr int kFirstPoll = 200;
constexpr int kMostPoll = 3'000;
constexpr int kFollowedPage = 100;

class Follower {
 public:
  Follower(StatesApi& api, const ExecutionArn& execution, const asl::StateMachine& machine,
           history::Writer* writer, Value note, runtime::Observer* observer, const FollowSettings& settings)
      : api_(api),
        execution_(execution),
        source_(api, execution.text, kFollowedPage),
        events_(machine, observer),
        writer_(writer),
        note_(std::move(note)),
        settings_(settings) {}

  Result<runtime::RunResult> to_end() {
    const Millis began = runtime::steady_millis();
    int pause = kFirstPoll;
    while (events_.result().status == engine::Status::Running) {
      if (api_.client().is_interrupted()) {
        PAWL_TRY(const bool goes_on, interrupted());
        if (!goes_on) break;
      }
      if (settings_.timeout != 0 && !is_stopped_ && runtime::steady_millis() - began >= settings_.timeout)
        PAWL_CHECK(stop("States.Timeout", "The time of --timeout is over."));
      auto fetched = source_.next();
      if (!fetched && api_.client().is_interrupted()) continue;
      if (!fetched) return fail(fetched.error().message);
      PAWL_CHECK(take(*fetched));
      pause = fetched->empty() ? std::min(pause + pause / 2, kMostPoll) : kFirstPoll;
      if (!source_.has_more() && events_.result().status == engine::Status::Running)
        (void)api_.client().pause(pause);
    }
    runtime::RunResult result = events_.result();
    result.interrupted_by = signal_;
    return result;
  }

 private:
  /// False: it is left running.
  Result<bool> interrupted() {
    api_.client().hear_interrupt();
    signal_ = api_.client().interrupts().first_signal();
    if (is_stopped_ || !settings_.stops || !settings_.stops(signal_)) return false;
    api_.client().hear_interrupt();
    PAWL_CHECK(stop("", fmt::format("pawl was interrupted by {}.", runtime::name_of_signal(signal_))));
    return true;
  }

  Result<void> stop(std::string_view error, const std::string& cause) {
    is_stopped_ = true;
    const auto stopped = api_.stop(execution_.text, error, cause);
    if (!stopped) return fail(fmt::format("cannot stop the execution: {}", stopped.error().message));
    return {};
  }

  Result<void> take(const std::vector<FetchedEvent>& fetched) {
    for (const FetchedEvent& event : fetched) {
      write_line(event, event.event.id == 1 ? note_ : Value(), lines_);
      events_.add(event.event);
    }
    if (writer_ != nullptr && !lines_.empty()) {
      writer_->append_lines(lines_.view());
      PAWL_CHECK(writer_->commit());
    }
    lines_.clear();
    return {};
  }

  StatesApi& api_;
  const ExecutionArn& execution_;
  EventSource source_;
  ObservedEvents events_;
  history::Writer* writer_;
  Value note_;
  const FollowSettings& settings_;
  TextBuffer lines_;
  bool is_stopped_ = false;
  int signal_ = 0;
};

}  // namespace

Result<runtime::RunResult> follow(StatesApi& api, const ExecutionArn& execution,
                                  const asl::StateMachine& machine, history::Writer* writer,
                                  const Value& note, runtime::Observer* observer,
                                  const FollowSettings& settings) {
  return Follower(api, execution, machine, writer, note, observer, settings).to_end();
}

}  // namespace pawl::remote
