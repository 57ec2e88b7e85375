#include "tasks/lambda_runner.h"

#include <signal.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/shortage.h"
#include "tasks/lambda_worker.h"
#include "tasks/mask.h"
#include "tasks/process_settings.h"
#include "tasks/program_lookup.h"
#include "tasks/strays.h"

namespace pawl::tasks {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using engine::Outcome;

constexpr size_t kCommandsOfWorker = 2;  // that need as many descriptors

/// A function with the calls that no worker has yet.
struct Pool {
  DeployedFunction function;
  std::deque<LambdaWork> waiting;
};

class LambdaRunner final : public TaskRunner, public WorkerListener {
 public:
  explicit LambdaRunner(const RunnerContext& context)
      : context_(context),
        io_(context.io()),
        shortage_timer_(io_),
        strays_(io_, context.run_mark, [this] { return !workers_.empty(); }),
        spawner_(context.spawn_threads, [this] { asio::post(io_, [this] { take_spawned(); }); }) {}

  /// Usually idle by then. If not, an error ended the run: nothing is left running all the same.
  ~LambdaRunner() override {
    for (const Member& member : workers_) {
      if (member.worker->pid() <= 0) continue;
      kill_group(member.worker->pid());
      Children::leave(member.worker->pid());
    }
  }
  LambdaRunner(const LambdaRunner&) = delete;
  LambdaRunner& operator=(const LambdaRunner&) = delete;

  void start(TaskRequest request) override {
    auto call = read_lambda_call(request, default_name(*request.binding));
    if (!call) return refuse(request, std::move(call.error()));
    if (call->type == LambdaCall::Type::DryRun) return accept(request, *call);
    auto pool = pool_of(*request.binding, *call);
    if (!pool) return refuse(request, lambda_error("Runtime.InvalidEntrypoint", pool.error().message));
    LambdaWork work{.request = std::move(request), .call = std::move(*call)};
    if (work.call.type == LambdaCall::Type::Event) {
      work.is_awaited = false;
      accept(work.request, work.call);
    }
    const auto idle = std::find_if(workers_.begin(), workers_.end(), [&](const Member& member) {
      return member.pool == *pool && member.worker->is_idle();
    });
    if (idle != workers_.end()) return give(*idle->worker, std::move(work));
    (*pool)->waiting.push_back(std::move(work));
    add_workers();
  }

  void cancel(TaskId id) override {
    const auto is_it = [id](const LambdaWork& work) { return work.is_awaited && work.request.id == id; };
    for (const auto& pool : pools_) {
      if (std::erase_if(pool->waiting, is_it) > 0) return;
    }
    for (const Member& member : workers_) {
      if (const LambdaWork* work = member.worker->work(); work != nullptr && is_it(*work))
        return member.worker->end();
    }
  }

  void stop(Stop how) override {
    is_ending_ = true;
    shortage_timer_.cancel();
    if (how == Stop::AtOnce) strays_.hurry();
    for (const auto& pool : pools_) pool->waiting.clear();
    for (const Member& member : workers_) {
      if (how == Stop::AtOnce) member.worker->kill();
      else member.worker->end();
    }
    if (workers_.empty()) strays_.end();
  }

  [[nodiscard]] bool is_idle() const override { return workers_.empty() && !strays_.is_ending(); }

  [[nodiscard]] bool has_unawaited() const override {
    const auto is_unawaited = [](const LambdaWork& work) { return !work.is_awaited; };
    return std::any_of(pools_.begin(), pools_.end(),
                       [&](const auto& pool) {
                         return std::any_of(pool->waiting.begin(), pool->waiting.end(), is_unawaited);
                       }) ||
           std::any_of(workers_.begin(), workers_.end(), [&](const Member& member) {
             return member.worker->work() != nullptr && is_unawaited(*member.worker->work());
           });
  }

 private:
  struct Member {
    std::shared_ptr<LambdaWorker> worker;
    Pool* pool;
  };
  using FunctionKey = std::tuple<const Binding*, std::string, std::string>;  // with name and version

  // --- Calls -------------------------------------------------------------------------------------------

  /// A call that Lambda does not make, or whose end nobody waits for.
  void accept(const TaskRequest& request, const LambdaCall& call) {
    report_started(context_.sink, request);
    context_.sink.report(request.id, Outcome::succeeded(lambda_answer(call, {}, 0)));
  }

  void refuse(const TaskRequest& request, asl::StateError error) {
    report_started(context_.sink, request);
    context_.sink.report(request.id, Outcome::failed(std::move(error)));
  }

  void give(LambdaWorker& worker, LambdaWork work) {
    if (work.is_awaited) {
      report_started(context_.sink, work.request,
                     Value::object({{"function", Value::string(work.call.function)},
                                    {"pid", Value::integer(worker.pid())},
                                    {"attempt", Value::integer(work.request.attempt)}}));
    }
    worker.give(std::move(work));
  }

  void work_ended(const LambdaWork& work, Outcome outcome) override {
    if (work.call.is_sdk && outcome.type == Outcome::Type::Failed)
      outcome = Outcome::succeeded(failed_answer(work.call, outcome.error));
    if (work.is_awaited) return context_.sink.report(work.request.id, std::move(outcome));
    if (outcome.type == Outcome::Type::Succeeded) return;
    context_.sink.stderr_line(
        work.request, "pawl: the function " + work.call.function + ", which nobody waits for, failed: " +
                          mask(outcome.error.cause.value_or(""), context_.tasks.secrets));
  }

  void log_line(const TaskRequest& request, std::string_view line) override {
    context_.sink.stderr_line(request, line);
  }

  // --- Functions ---------------------------------------------------------------------------------------

  const std::string& default_name(const Binding& binding) {
    std::string& name = default_names_[&binding];
    if (name.empty()) name = default_function_name(std::get<LambdaBinding>(binding.target));
    return name;
  }

  /// Tasks with the same code, function and version share their workers.
  Result<Pool*> pool_of(const Binding& binding, const LambdaCall& call) {
    Pool*& known = known_[{&binding, call.function, call.version}];
    if (known != nullptr) return known;
    PAWL_TRY(auto function,
             make_lambda_function(binding, call.function, call.version, context_.tasks.environment));
    const auto same = std::find_if(pools_.begin(), pools_.end(),
                                   [&](const auto& pool) { return pool->function.is_same(function); });
    if (same != pools_.end()) return known = same->get();
    pools_.push_back(std::make_unique<Pool>(Pool{std::move(function), {}}));
    return known = pools_.back().get();
  }

  // --- Workers -----------------------------------------------------------------------------------------

  /// As many as there are calls without one.
  void add_workers() {
    for (const auto& pool : pools_) {
      const auto coming = std::count_if(workers_.begin(), workers_.end(), [&](const Member& member) {
        return member.pool == pool.get() && member.worker->is_coming();
      });
      for (size_t n = static_cast<size_t>(coming); n < pool->waiting.size(); ++n) {
        if (is_short_ || is_ending_ || !add_worker(*pool)) return;
      }
    }
  }

  bool add_worker(Pool& pool) {
    if (workers_.size() >= most_) {
      const auto idle = std::find_if(workers_.begin(), workers_.end(),
                                     [](const Member& member) { return member.worker->is_idle(); });
      if (idle != workers_.end()) idle->worker->end();
      return false;
    }
    try {
      TaskRequest first = pool.waiting.front().request;
      first.input = {};
      const auto worker = std::make_shared<LambdaWorker>(io_, *this, pool.function, ++last_number_,
                                                         std::move(first), context_.tasks.secrets);
      spawner_.submit(worker->spawn_job(context_.run_mark, context_.run_name));
      workers_.push_back({worker, &pool});
    } catch (const boost::system::system_error& error) {
      wait_for_more(error.code().value());
      return false;
    }
    return true;
  }

  void take_spawned() {
    for (const auto& job : spawner_.take()) {
      const auto member = std::find_if(workers_.begin(), workers_.end(), [&](const Member& one) {
        return one.worker->number() == job->ticket;
      });
      if (job->error == 0) {
        is_short_ = false;
        backoff_.renew();
        strays_.command_started();
        member->worker->begin(*job);
        continue;
      }
      const Member failed = *member;
      workers_.erase(member);
      if (is_ending_) {
        if (workers_.empty()) strays_.end();
      } else if (is_shortage(job->error)) {
        wait_for_more(job->error);
      } else {
        const DeployedFunction& function = failed.pool->function;
        fail_first(*failed.pool,
                   lambda_error("Runtime.InvalidEntrypoint",
                                start_failure(job->error, function.program, function.directory)));
      }
    }
    add_workers();
  }

  /// A shortage: the start is tried again when another worker ends, or after a delay.
  void wait_for_more(int error) {
    is_short_ = true;
    if (backoff_.is_over())
      return context_.sink.cannot_continue({"no worker can be started: " + shortage_text(error)});
    shortage_timer_.expires_after(ShortageBackoff::kPause);
    shortage_timer_.async_wait([this](error_code cancelled) {
      if (!cancelled) try_again();
    });
  }

  void try_again() {
    is_short_ = false;
    add_workers();
  }

  void worker_ready(LambdaWorker& worker) override {
    if (is_ending_) return worker.end();
    auto& waiting = member_of(worker).pool->waiting;
    if (waiting.empty()) return;
    LambdaWork work = std::move(waiting.front());
    waiting.pop_front();
    give(worker, std::move(work));
  }

  void worker_lingers(LambdaWorker&) override { add_workers(); }

  void begin_failed(LambdaWorker& worker, std::string_view body) override {
    Pool& pool = *member_of(worker).pool;
    if (pool.waiting.empty()) return;
    const LambdaCall& call = pool.waiting.front().call;
    fail_first(pool, body.empty() ? lambda_error("Runtime.ExitError", exit_text(call, worker.status()))
                                  : function_error(call, body));
  }

  /// The call that would have been the first one of a worker.
  void fail_first(Pool& pool, asl::StateError error) {
    if (pool.waiting.empty()) return;
    const LambdaWork work = std::move(pool.waiting.front());
    pool.waiting.pop_front();
    if (work.is_awaited) report_started(context_.sink, work.request);
    work_ended(work, Outcome::failed(std::move(error)));
  }

  void worker_ended(LambdaWorker& worker) override {
    if (!is_ending_ && strays_.remain(worker.label_number(), worker.pid())) {
      labels_of_ended_.insert(worker.label_number());
      strays_.look([this](const std::vector<MarkedProcess>& marked) {
        for (const MarkedProcess& one : marked) {
          if (labels_of_ended_.contains(one.scheduled)) ::kill(one.pid, SIGKILL);
        }
      });
    }
    std::erase_if(workers_, [&](const Member& member) { return member.worker.get() == &worker; });
    if (!is_ending_) try_again();
    else if (workers_.empty()) strays_.end();
  }

  Member& member_of(const LambdaWorker& worker) {
    return *std::find_if(workers_.begin(), workers_.end(),
                         [&](const Member& member) { return member.worker.get() == &worker; });
  }

  RunnerContext context_;
  asio::io_context& io_;
  std::unordered_map<const Binding*, std::string> default_names_;
  std::map<FunctionKey, Pool*> known_;
  std::vector<std::unique_ptr<Pool>> pools_;
  std::vector<Member> workers_;         // in the order in which they were started
  std::set<uint64_t> labels_of_ended_;  // workers that left processes behind
  uint64_t last_number_ = 0;
  const size_t most_ = most_processes() / kCommandsOfWorker;
  bool is_ending_ = false;  // the run is
  bool is_short_ = false;   // the last start failed for want of descriptors, processes or memory
  ShortageBackoff backoff_;
  asio::steady_timer shortage_timer_;
  ProcessSettings settings_;
  Strays strays_;
  Spawner spawner_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_lambda_runner(const RunnerContext& context) {
  return std::make_unique<LambdaRunner>(context);
}

}  // namespace pawl::tasks
