#include "runtime/run.h"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <memory>
#include <new>
#include <optional>
#include <system_error>

#include "base/shortage.h"
#include "runtime/clock.h"
#include "runtime/host.h"
#include "tasks/process_mark.h"

namespace pawl::runtime {
namespace {

/// Events go to the journal and to the observer.
class EventFan : public history::EventSink {
 public:
  EventFan(Journal* journal, Observer& observer) : journal_(journal), observer_(observer) {}
  void append(const history::HistoryEvent& event) override {
    if (journal_ != nullptr) journal_->append(event);
    observer_.event(event);
  }

 private:
  Journal* journal_;
  Observer& observer_;
};

Millis start_time(const RunRequest& request) {
  // Time never goes back, even after a history that was written with a virtual clock.
  if (request.recovered != nullptr) return std::max(wall_millis(), request.recovered->last_timestamp);
  return request.info.start_time != 0 ? request.info.start_time : wall_millis();
}

std::optional<Millis> deadline_of(const RunRequest& request, Millis start) {
  std::optional<Millis> deadline;
  for (const Millis limit : {request.machine.timeout_seconds.value_or(0) * 1000, request.timeout}) {
    if (limit > 0) deadline = std::min(deadline.value_or(start + limit), start + limit);
  }
  return deadline;
}

/// Keeps the result of a run's first job until those that it started have ended.
class FirstJob : public JobListener {
 public:
  void job_ended(Job&, Result<RunResult> ended) override { result = std::move(ended); }
  Result<RunResult> result = fail("the run has not ended");
};

tl::unexpected<Error> loop_failed(const auto& error) {
  if (const int code = error.code().value(); is_shortage(code)) return fail(shortage_text(code));
  return fail(std::string("the event loop failed: ") + error.what());
}

auto without_exceptions(const auto& act) -> decltype(act()) {
  try {
    return act();
  } catch (const boost::system::system_error& error) {
    return loop_failed(error);
  } catch (const std::system_error& error) {
    return loop_failed(error);
  } catch (const std::bad_alloc&) {
    return fail(shortage_text(ENOMEM));
  }
}

}  // namespace

Job& start_job(Host& host, RunRoot& root, RunRequest request, std::shared_ptr<JobListener> listener) {
  // A run's start is the time of its first event.
  const bool is_known = request.recovered == nullptr && request.info.start_time != 0;
  const Millis start = is_known ? request.info.start_time : root.now();
  JobParts parts;
  history::EventSink* sink = request.journal;
  if (request.observer != nullptr) {
    parts.sink = std::make_unique<EventFan>(request.journal, *request.observer);
    sink = parts.sink.get();
  }
  if (replay::Replayed* recovered = request.recovered) {
    parts.execution = std::move(recovered->execution);
    parts.pending = std::move(recovered->pending);
    parts.is_resumed = true;
    parts.execution->set_sink(sink);
    parts.execution->set_observer(request.data_flow);
    if (recovered->redrive) parts.execution->redrive(std::move(*recovered->redrive), start);
    else parts.execution->recollect_map_runs();
  } else {
    parts.execution = std::make_unique<engine::Execution>(request.machine, std::move(request.info),
                                                          request.limits, request.seed, sink);
    parts.execution->set_observer(request.data_flow);
    parts.execution->start(std::move(request.input), start);
  }
  const RunIdentity identity{
      .name = parts.execution->info().name,
      .mark = request.run_mark.empty() ? tasks::run_mark({}, start) : std::move(request.run_mark),
      .folder = std::move(request.run_folder),
      .map_folder = std::move(request.map_folder),
      .job_folder = std::move(request.job_folder),
      .history = std::move(request.history),
      .sync = request.durability == history::Durability::Event ? Sync::Yes : Sync::No};
  parts.tasks = std::make_shared<RunTasks>(host, root, request.tasks, identity, request.observer);
  parts.objects = request.objects;
  parts.durability = request.durability;
  parts.journal = request.journal;
  parts.observer = request.observer;
  parts.starter = request.starter;
  parts.deadline = deadline_of(request, start);
  parts.listener = std::move(listener);
  return host.add(root, std::move(parts));
}

void start_run(Host& host, RunRequest request, std::function<void(Result<RunResult>)> ended) {
  RunRoot& root = host.add_root(request.time, start_time(request), request.bounds);
  root.parks = request.no_wait;
  const auto first = std::make_shared<FirstJob>();
  root.ended = [first, ended = std::move(ended)] { ended(std::move(first->result)); };
  start_job(host, root, std::move(request), first);
}

Result<void> run_jobs(Host& host) {
  return without_exceptions([&]() -> Result<void> {
    host.run();
    return {};
  });
}

Result<RunResult> run(RunRequest request) {
  return without_exceptions([&]() -> Result<RunResult> {
    Host host(request.handles_signals);
    Result<RunResult> result = fail("the run has not ended");
    start_run(host, std::move(request), [&result](Result<RunResult> ended) { result = std::move(ended); });
    host.run();
    return result;
  });
}

}  // namespace pawl::runtime
