#include "runtime/map_run.h"

#include <algorithm>
#include <utility>

#include "base/random_source.h"
#include "items/reader.h"
#include "items/state_data.h"
#include "runtime/host.h"

namespace pawl::runtime {

using engine::Command;
using engine::Execution;
using engine::Outcome;
using engine::Progress;
using engine::Status;

namespace {

constexpr uint64_t kMostChildren = 10'000;  // AWS's, where MaxConcurrency is 0 or absent
constexpr int kChildrenPerTurn = 256;
constexpr Millis kExpressMillis = 300'000;    // AWS's, for an Express execution
constexpr uint32_t kChildTransitions = 4096;  // of a child that runs at once, before it becomes a job

/// "arn:…:mapRun:MACHINE/LABEL:UUID" taken apart.
struct MapRunArn {
  std::string prefix;   // "arn:…:"
  std::string machine;  // "MACHINE/LABEL"
  std::string uuid;
};

MapRunArn parse(const std::string& arn) {
  constexpr std::string_view kKind = ":mapRun:";
  const size_t kind = arn.find(kKind);
  const size_t uuid = arn.rfind(':');
  const size_t machine = kind == std::string::npos ? 0 : kind + kKind.size();
  return {arn.substr(0, kind == std::string::npos ? 0 : kind + 1), arn.substr(machine, uuid - machine),
          arn.substr(uuid + 1)};
}

items::ChildResult::Status status_of(Status status) {
  switch (status) {
    case Status::Succeeded: return items::ChildResult::Status::Succeeded;
    case Status::TimedOut: return items::ChildResult::Status::TimedOut;
    case Status::Aborted: return items::ChildResult::Status::Aborted;
    default: return items::ChildResult::Status::Failed;
  }
}

void count(history::ChildCounts& counts, Status status, uint64_t number) {
  switch (status) {
    case Status::Succeeded: counts.succeeded += number; break;
    case Status::TimedOut: counts.timed_out += number; break;
    case Status::Aborted: counts.aborted += number; break;
    default: counts.failed += number;
  }
}

asl::StateError too_many_failures() {
  return {"States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"};
}

/// Whether an execution over the block may have to wait for something.
bool can_wait(const asl::Block& block) {
  return std::any_of(block.states.begin(), block.states.end(), [](const auto& state) {
    if (!state->retry.empty() || asl::is_distributed_map(*state)) return true;
    if (const auto* map = std::get_if<asl::Map>(&state->kind)) return can_wait(map->item_processor);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state->kind))
      return std::any_of(parallel->branches.begin(), parallel->branches.end(), can_wait);
    return state->type() == asl::StateType::Task || state->type() == asl::StateType::Wait;
  });
}

RunResult result_of(const Execution& execution) {
  RunResult result;
  result.status = execution.status();
  if (result.status == Status::Succeeded) result.output = execution.output();
  else result.error = execution.error();
  return result;
}

std::optional<std::string_view> view(const std::optional<std::string>& text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

}  // namespace

std::shared_ptr<MapRun> MapRun::start(Job& parent, const Command& command) {
  const std::shared_ptr<MapRun> run(new MapRun(parent, command));
  if (!run->open()) return nullptr;
  run->host_.ask_turn(run);
  return run;
}

MapRun::MapRun(Job& parent, const Command& command)
    : host_(parent.host()),
      root_(parent.root()),
      parent_(parent.id()),
      command_(command.id),
      plan_(command.map_run),
      tasks_(parent.parts().tasks),
      position_(parent.position_of(command.id)),
      event_(command.scheduled),
      journal_number_(parent.task_number(command.scheduled)),
      seed_(mix_bits(parent.execution().seed() ^ mix_bits(command.scheduled))),
      limits_(parent.execution().limits()) {
  const MapRunArn arn = parse(plan_->arn);
  const engine::ExecutionInfo& info = parent.execution().info();
  child_info_.state_machine_name = arn.machine;
  child_info_.state_machine_id = arn.prefix + "stateMachine:" + arn.machine;
  child_info_.role_arn = info.role_arn;
  // Without a key a token is the name of its execution with the event: children keep their own names.
  if (!info.token_key.empty()) child_info_.token_name = info.token_name.empty() ? info.name : info.token_name;
  child_info_.token_key = info.token_key;
  child_info_.type = map().express_children ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  uuid_ = arn.uuid;
  names_ = {plan_->arn, child_info_.state_machine_id, arn.prefix + "execution:" + arn.machine};
  most_children_ = plan_->max_concurrency > 0 ? static_cast<uint64_t>(plan_->max_concurrency) : kMostChildren;
}

Job* MapRun::parent() const { return host_.find(parent_); }

bool MapRun::open() {
  items::ObjectStore* store = parent()->parts().objects;
  if (map().item_reader) {
    auto source = items::open_items({.resource = map().item_reader->resource,
                                     .arguments = plan_->reader_arguments,
                                     .reader_config = map().item_reader->reader_config,
                                     .max_items = plan_->max_items},
                                    *store);
    if (!source) return fail(std::move(source.error())), false;
    source_ = std::move(*source);
  } else {
    source_ = items::items_of(plan_->items);
  }
  if (!open_record()) return false;
  if (plan_->max_items_per_batch || plan_->max_input_bytes_per_batch) {
    batcher_ = std::make_unique<items::Batcher>(
        items::BatchLimits{plan_->max_items_per_batch, plan_->max_input_bytes_per_batch,
                           plan_->batch_input.value_or(Value::absent())});
  }
  const asl::ResultWriter* writer = map().result_writer.get();
  const bool exports = writer != nullptr && writer->resource.has_value();
  const items::WriterConfig config =
      items::writer_config(writer == nullptr ? Value() : writer->writer_config, exports);
  if (!exports) {
    collected_ = std::make_unique<items::CollectedResults>(names_, config, limits_.payload_bytes);
    return true;
  }
  auto opened = items::ResultExport::open(plan_->writer_arguments, uuid_, names_, config, *store);
  if (!opened) return fail(std::move(opened.error())), false;
  export_ = std::move(*opened);
  return true;
}

bool MapRun::open_record() {
  if (tasks_->map_folder().empty()) return true;
  const asl::Map& map = this->map();
  const history::MapRunHead head{.arn = plan_->arn,
                                 .state = plan_->state->name,
                                 .event = event_,
                                 .express = map.express_children,
                                 .started = root_.now(),
                                 .max_concurrency = plan_->max_concurrency,
                                 .tolerated_failure_count = plan_->tolerated_failure_count,
                                 .tolerated_failure_percentage = plan_->tolerated_failure_percentage,
                                 .source = source_->stamp()};
  const std::string path = history::map_run_journal_path(
      tasks_->map_folder(), map.label.empty() ? plan_->state->name : map.label, journal_number_);
  auto record = MapRunRecord::open(path, parent()->parts().durability, head, plan_->redrives);
  if (!record) return give_up(std::move(record.error())), false;
  record_ = std::move(*record);
  keeps_events_ = !map.express_children && can_wait(map.item_processor);
  root_.jump_to(record_->last_timestamp());
  return true;
}

// --- Items ---------------------------------------------------------------------------------------------

std::optional<Value> MapRun::next_item() {
  if (left_over_) return std::exchange(left_over_, std::nullopt);
  items::Item item;
  auto more = source_->next(item);
  if (!more) return fail(std::move(more.error())), std::nullopt;
  if (!*more) {
    has_all_items_ = true;
    return std::nullopt;
  }
  auto input = parent()->execution().item_input(
      command_, {item.index, item.key.is_absent() ? nullptr : &item.key, item.value, source_->source()});
  if (input) return std::move(*input);
  fail(std::move(input.error()->error));
  return std::nullopt;
}

std::optional<Value> MapRun::next_batch(uint64_t& items) {
  while (!batcher_->is_full()) {
    std::optional<Value> item = next_item();
    if (!item) break;
    auto fits = batcher_->add(*item);
    if (!fits) return fail(std::move(fits.error())), std::nullopt;
    if (!*fits) {
      left_over_ = std::move(item);
      break;
    }
  }
  if (is_over_ || batcher_->size() == 0) return std::nullopt;
  items = batcher_->size();
  return batcher_->take();
}

std::optional<Value> MapRun::next_input(uint64_t& items) {
  items = 1;
  return batcher_ ? next_batch(items) : next_item();
}

// --- Children ------------------------------------------------------------------------------------------

void MapRun::turn() {
  for (int n = 0; n < kChildrenPerTurn && !is_over_ && !has_all_items_; ++n) {
    if (children_.total - children_.ended() >= most_children_) return;
    uint64_t items = 1;
    if (std::optional<Value> input = next_input(items)) start_child(std::move(*input), items);
  }
  if (is_over_) return;
  show_progress();
  if (record_) {
    if (auto flushed = record_->flush(); !flushed) return give_up(std::move(flushed.error()));
  }
  if (!has_all_items_ || left_over_) return host_.ask_turn(shared_from_this());
  if (running_.empty()) finish();
}

engine::ExecutionInfo MapRun::info_of(const Child& child) const {
  engine::ExecutionInfo info = child_info_;
  info.name = child.name;
  info.id = names_.execution_arn + ":" + child.name;
  info.start_time = child.start;
  return info;
}

uint64_t MapRun::seed_of(const Child& child) const { return mix_bits(seed_ + child.index); }

std::unique_ptr<Execution> MapRun::take_execution(const Child& child) {
  if (idle_.empty()) {
    Execution& owner = parent()->execution();
    auto execution = std::make_unique<Execution>(owner.machine(), map().item_processor, info_of(child),
                                                 limits_, seed_of(child), nullptr);
    execution->count_invocations_with(owner);
    execution->set_observer(owner.observer());
    return execution;
  }
  std::unique_ptr<Execution> execution = std::move(idle_.back());
  idle_.pop_back();
  execution->restart(info_of(child), seed_of(child));
  return execution;
}

void MapRun::start_child(Value input, uint64_t items) {
  Child child{.index = next_child_,
              .items = items,
              .name = history::child_execution_name(uuid_, next_child_),
              .input = std::move(input),
              .start = root_.now()};
  ++next_child_;
  ++children_.total;
  items_.total += items;
  auto recorded = record_ ? record_->take(child.index) : std::nullopt;
  if (recorded) continue_child(std::move(child), std::move(*recorded));
  else begin_child(std::move(child));
}

void MapRun::begin_child(Child child) {
  std::unique_ptr<Execution> execution = take_execution(child);
  execution->start(child.input, child.start);
  // Most children that only compute end here, and never become a job.
  if (execution->advance(child.start, kChildTransitions) == Progress::Finished &&
      !execution->has_commands()) {
    RunResult result = result_of(*execution);
    idle_.push_back(std::move(execution));
    return child_ended(std::move(child), std::move(result));
  }
  std::unique_ptr<ChildJournal> journal;
  if (keeps_events_) {
    // Begun again, now that its events are to be recorded.
    journal = std::make_unique<ChildJournal>(*record_, child.index);
    execution->restart(info_of(child), seed_of(child));
    execution->set_sink(journal.get());
    execution->start(child.input, child.start);
  }
  add_job(std::move(child), std::move(execution), std::move(journal));
}

void MapRun::continue_child(Child child, RecordedChild recorded) {
  child.start = recorded.started;
  child.stop = recorded.stopped;
  if (recorded.lines.empty()) return count_end(child, recorded.result);
  const replay::ChildHistory history{.child = child.index, .lines = std::move(recorded.lines), .make = [&] {
                                       return take_execution(child);
                                     }};
  auto replayed = replay::replay(parent()->execution().machine(), record_->path(),
                                 {.for_resume = true, .keeps_end = !recorded.is_redriven, .child = &history});
  if (!replayed) return give_up(std::move(replayed.error()));
  if (replayed->divergence) {
    // Redriven with another definition, a child begins anew.
    if (recorded.is_redriven) return begin_child(std::move(child));
    return give_up({"what is recorded of item " + std::to_string(child.index) + " of the state '" +
                    plan_->state->name +
                    "' does not fit the definition, so the run cannot be resumed with it"});
  }
  record_->append_lines(replayed->unwritten);
  Execution& execution = *replayed->execution;
  if (!replayed->redrive && execution.status() != Status::Running) {
    child.stop = replayed->last_timestamp;
    return count_end(child, result_of(execution));
  }
  auto journal = std::make_unique<ChildJournal>(*record_, child.index);
  execution.set_sink(journal.get());
  if (replayed->redrive) execution.redrive(std::move(*replayed->redrive), root_.now());
  else execution.recollect_map_runs();
  add_job(std::move(child), std::move(replayed->execution), std::move(journal), std::move(replayed->pending));
}

void MapRun::add_job(Child child, std::unique_ptr<Execution> execution, std::unique_ptr<ChildJournal> journal,
                     std::vector<replay::PendingCommand> pending) {
  child.has_events = journal != nullptr;
  const JobParts& owner = parent()->parts();
  JobParts parts;
  parts.journal = journal.get();
  parts.sink = std::move(journal);
  parts.execution = std::move(execution);
  parts.tasks = tasks_;
  parts.ends_run = false;
  parts.durability = owner.durability;
  parts.objects = owner.objects;
  parts.starter = owner.starter;
  parts.position = position_;
  parts.position.push_back(child.index);
  parts.task_base = history::child_task_base(journal_number_, child.index);
  parts.pending = std::move(pending);
  parts.listener = shared_from_this();
  if (map().express_children) parts.deadline = child.start + kExpressMillis;
  child.job = host_.add(root_, std::move(parts)).id();
  running_[child.job.slot] = std::move(child);
}

void MapRun::job_ended(Job& job, Result<RunResult> result) {
  const auto found = running_.find(job.id().slot);
  if (found == running_.end()) return;
  Child child = std::move(found->second);
  running_.erase(found);
  if (is_over_) return;
  if (!result) return give_up(std::move(result.error()));
  if (result->is_parked) return;
  child_ended(std::move(child), std::move(*result));
  if (record_) {
    if (auto committed = record_->commit(); !committed) return give_up(std::move(committed.error()));
  }
  if (!is_over_) host_.ask_turn(shared_from_this());
}

void MapRun::child_ended(Child child, RunResult result) {
  child.stop = root_.now();
  if (record_ && !child.has_events) {
    RecordedChild ended{.result = std::move(result), .started = child.start, .stopped = child.stop};
    record_->child_ended(child.index, ended);
    result = std::move(ended.result);
  }
  count_end(child, result);
}

void MapRun::count_end(const Child& child, const RunResult& result) {
  count(children_, result.status, 1);
  count(items_, result.status, child.items);
  keep_result(child.index, child, result);
  if (!is_over_ && exceeds_tolerated_failures(false)) {
    fail(too_many_failures());
  }
}

void MapRun::keep_result(uint64_t index, const Child& child, const RunResult& result) {
  const auto record = [](const Child& of, const RunResult& ended) {
    return items::ChildResult{.status = status_of(ended.status),
                              .name = of.name,
                              .input = of.input,
                              .output = ended.output,
                              .error = view(ended.error.error),
                              .cause = view(ended.error.cause),
                              .start = of.start,
                              .stop = of.stop};
  };
  if (export_) {
    if (auto added = export_->add(record(child, result)); !added) fail(std::move(added.error()));
    return;
  }
  if (index != next_result_) {
    held_.emplace(index, std::pair(child, result));
    return;
  }
  collected_->add(record(child, result));
  ++next_result_;
  for (auto it = held_.begin(); it != held_.end() && it->first == next_result_; it = held_.erase(it)) {
    collected_->add(record(it->second.first, it->second.second));
    ++next_result_;
  }
}

// --- The end -------------------------------------------------------------------------------------------

/// A percentage is known only when all items are.
bool MapRun::exceeds_tolerated_failures(bool at_end) const {
  const uint64_t failed = items_.unsuccessful();
  if (failed == 0) return false;
  if (!plan_->tolerates_count && !plan_->tolerates_percentage) return true;
  if (plan_->tolerates_count && failed > static_cast<uint64_t>(plan_->tolerated_failure_count)) return true;
  if (!plan_->tolerates_percentage || !(at_end || has_all_items_)) return false;
  return static_cast<double>(failed) * 100 >
         plan_->tolerated_failure_percentage * static_cast<double>(items_.total);
}

void MapRun::show_progress() const {
  Observer* observer = parent()->observer();
  if (observer == nullptr) return;
  observer->map_run(*plan_->state,
                    {.total = has_all_items_ ? items_.total : plan_->items.size(),
                     .succeeded = items_.succeeded,
                     .failed = items_.unsuccessful()},
                    root_.now());
}

void MapRun::finish() {
  if (exceeds_tolerated_failures(true)) {
    return fail(too_many_failures());
  }
  if (!export_) return report(Outcome::succeeded(collected_->finish()));
  auto result = export_->finish();
  if (!result) return fail(std::move(result.error()));
  report(Outcome::succeeded(std::move(*result)));
}

void MapRun::fail(asl::StateError error) {
  if (is_over_) return;
  // The children that have ended are exported even so, as far as possible.
  if (export_ && error.error != "States.ResultWriterFailed") (void)export_->finish();
  report(Outcome::failed(std::move(error)));
}

/// The whole run ends without an event, ready to be resumed.
void MapRun::give_up(Error why) {
  if (!root_.error) root_.error = std::move(why);
}

void MapRun::report(Outcome outcome) {
  is_over_ = true;
  abort_children();
  if (record_) {
    const bool succeeded = outcome.type == Outcome::Type::Succeeded;
    auto finished = record_->finish(succeeded ? nullptr : &outcome.error, root_.now(), children_.total);
    if (!finished) return give_up(std::move(finished.error()));
  }
  if (Job* owner = parent()) owner->report(command_, std::move(outcome));
}

void MapRun::abort_children() {
  for (const auto& [slot, child] : std::exchange(running_, {})) {
    if (Job* job = host_.find(child.job)) job->abort({});
  }
}

void MapRun::cancel() {
  if (is_over_) return;
  is_over_ = true;
  if (const auto& error = parent()->error()) {  // it can be resumed, and so can the children
    for (const auto& [slot, child] : std::exchange(running_, {})) {
      if (Job* job = host_.find(child.job)) job->fail(*error);
    }
    return;
  }
  abort_children();
  if (record_ == nullptr) return;
  if (auto aborted = record_->abort(root_.now()); !aborted) give_up(std::move(aborted.error()));
}

}  // namespace pawl::runtime
