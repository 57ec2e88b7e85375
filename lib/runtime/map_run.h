// MapRun: the children of a Distributed Map. It reads items when there is room for a child, starts children,
// counts how they end and collects their results (AWS guide: "Map state in Distributed mode").
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/map_run_plan.h"
#include "history/map_run_summary.h"
#include "items/batcher.h"
#include "items/child_result.h"
#include "items/item.h"
#include "items/result_export.h"
#include "runtime/job.h"
#include "runtime/map_run_record.h"
#include "runtime/work.h"

namespace pawl::runtime {

class MapRun final : public Work, public JobListener, public std::enable_shared_from_this<MapRun> {
 public:
  /// Carries out the StartMapRun `command` of `parent`. May report its outcome before it returns.
  static std::shared_ptr<MapRun> start(Job& parent, const engine::Command& command);

  void cancel() override;
  /// Starts some children, then returns to the Host, for other jobs.
  void turn() override;
  void job_ended(Job& job, Result<RunResult> result) override;

 private:
  /// A child between its start and its end.
  struct Child {
    uint64_t index = 0;
    uint64_t items = 1;
    std::string name;
    Value input;
    Millis start = 0;
    Millis stop = 0;
    JobId job;                // while it runs as one
    bool has_events = false;  // all of them are in the record
  };

  MapRun(Job& parent, const engine::Command& command);
  [[nodiscard]] Job* parent() const;
  [[nodiscard]] const asl::Map& map() const { return std::get<asl::Map>(plan_->state->kind); }
  [[nodiscard]] bool is_over() const { return is_over_; }

  /// Opens the items and the place of the results. False: the map run has failed.
  bool open();
  /// The input of the next child, and its number of items in `items`; nullopt: there is none, or the map run
  /// has failed.
  std::optional<Value> next_input(uint64_t& items);
  std::optional<Value> next_item();
  std::optional<Value> next_batch(uint64_t& items);
  void start_child(Value input, uint64_t items);
  void begin_child(Child child);
  /// A child that the record knows.
  void continue_child(Child child, RecordedChild recorded);
  /// Makes it a job. `journal`: of one that keeps its events; else null.
  void add_job(Child child, std::unique_ptr<engine::Execution> execution,
               std::unique_ptr<ChildJournal> journal, std::vector<replay::PendingCommand> pending = {});
  [[nodiscard]] engine::ExecutionInfo info_of(const Child& child) const;
  [[nodiscard]] uint64_t seed_of(const Child& child) const;
  void child_ended(Child child, RunResult result);
  void count_end(const Child& child, const RunResult& result);
  void give_up(Error why);
  /// Opens the record of what has ended before. False: the parent cannot go on.
  bool open_record();
  /// Results leave in the order of the children, except those that are exported.
  void keep_result(uint64_t index, const Child& child, const RunResult& result);
  [[nodiscard]] bool exceeds_tolerated_failures(bool at_end) const;
  void finish();
  void fail(asl::StateError error);
  void report(engine::Outcome outcome);
  void abort_children();
  void show_progress() const;
  [[nodiscard]] std::unique_ptr<engine::Execution> take_execution(const Child& child);

  Host& host_;
  RunRoot& root_;
  JobId parent_;
  engine::CommandId command_;
  std::shared_ptr<const engine::MapRunPlan> plan_;
  std::shared_ptr<RunTasks> tasks_;
  Position position_;
  history::EventId event_;   // MapRunStarted
  uint64_t journal_number_;  // unique among the map runs of the run
  std::string uuid_;         // of the map run
  uint64_t seed_;
  engine::ExecutionInfo child_info_;  // what is the same for all children
  engine::Limits limits_;
  items::MapRunNames names_;
  uint64_t most_children_;  // at a time

  std::unique_ptr<items::ItemSource> source_;
  std::unique_ptr<items::Batcher> batcher_;  // null: each child gets one item
  std::optional<Value> left_over_;           // did not fit into the last batch
  bool has_all_items_ = false;
  std::unique_ptr<items::ResultExport> export_;  // null: see collected_
  std::unique_ptr<items::CollectedResults> collected_;
  std::unique_ptr<MapRunRecord> record_;                  // null: nothing is recorded
  bool keeps_events_ = false;                             // of children that become jobs
  std::map<uint64_t, std::pair<Child, RunResult>> held_;  // ended before an earlier child
  uint64_t next_result_ = 0;

  std::unordered_map<uint32_t, Child> running_;  // by JobId::slot
  std::vector<std::unique_ptr<engine::Execution>> idle_;
  uint64_t next_child_ = 0;
  history::ChildCounts children_;  // total: those that were started
  history::ChildCounts items_;     // the same, of their items
  bool is_over_ = false;
};

}  // namespace pawl::runtime
