#include "service/map_run_operations.h"
#include "service/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "history/map_run_reader.h"
#include "history/map_run_summary.h"
#include "service/executions.h"
#include "service/paging.h"
#include "service/states_arn.h"
#include "value/members.h"

namespace pawl::service {

namespace {

using history::MapRunSummary;
using history::RunStatus;
using Kind = StatesArn::Kind;

/// The Map Runs of an execution, in the order in which they began.
std::vector<MapRunSummary> map_runs_of(const std::string& history) {
  std::vector<MapRunSummary> found;
  for (const std::string& path : history::map_run_journals(history::map_run_folder(history))) {
    auto reader = history::MapRunReader::open(path);
    if (!reader) continue;
    if (auto summary = history::summarize(*reader)) found.push_back(std::move(*summary));
  }
  std::ranges::sort(found, {},
                    [](const MapRunSummary& one) { return std::pair(one.head.started, one.head.event); });
  return found;
}

/// The execution with the Map Run that an ARN names.
struct NamedMapRun {
  ExecutionRecord* execution;
  MapRunSummary summary;
};

Served<NamedMapRun> find_map_run(ServiceParts& parts, std::string_view arn) {
  PAWL_TRY(const StatesArn parsed, StatesArn::parse(arn, Kind::MapRun));
  for (ExecutionRecord* one : parts.executions.of_machine(parsed.machine())) {
    PAWL_TRY(const std::string file, parts.executions.history_of(*one));
    for (MapRunSummary& summary : map_runs_of(file)) {
      if (summary.head.arn == arn) return NamedMapRun{one, std::move(summary)};
    }
  }
  return fault("ResourceNotFound", "Resource not found: '" + std::string(arn) + "'");
}

Value counts_of(const history::ChildCounts& counts) {
  return Value::object({{"pending", number(counts.pending)},
                        {"running", number(counts.running)},
                        {"succeeded", number(counts.succeeded)},
                        {"failed", number(counts.failed)},
                        {"timedOut", number(counts.timed_out)},
                        {"aborted", number(counts.aborted)},
                        {"total", number(counts.total)},
                        {"resultsWritten", number(0)}});
}

}  // namespace

Served<Value> list_map_runs(ServiceParts& parts, const Value& input, const CallScope&) {
  const std::string_view arn = text_of(input, "executionArn");
  PAWL_CHECK(StatesArn::parse(arn, Kind::Execution));
  const ExecutionRecord* record = parts.executions.find(arn);
  if (record == nullptr)
    return fault("ExecutionDoesNotExist", "Execution Does Not Exist: '" + std::string(arn) + "'");
  const std::string what = "ListMapRuns " + record->arn;
  PAWL_TRY(const PageRequest page, page_request(input, what));
  PAWL_TRY(const std::string file, parts.executions.history_of(*record));
  return page_of(
      "mapRuns", map_runs_of(file), page, what,
      [](const MapRunSummary& one) { return fmt::format("{:020}", one.head.event); },
      [record](const MapRunSummary& one) {
        const auto parsed = StatesArn::parse(one.head.arn, Kind::MapRun);
        Value entry =
            Value::object({{"executionArn", text(record->arn)},
                           {"mapRunArn", text(one.head.arn)},
                           {"stateMachineArn", text(parsed ? parsed->machine() + "/" + parsed->label : "")},
                           {"startDate", api_time(one.head.started)}});
        if (one.status != RunStatus::Running) add(entry, "stopDate", api_time(one.last_event));
        return entry;
      });
}

Served<Value> describe_map_run(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const NamedMapRun named, find_map_run(parts, text_of(input, "mapRunArn")));
  const MapRunSummary& run = named.summary;
  const history::MapRunHead& head = run.head;
  const int64_t most = head.max_concurrency == 0 ? std::numeric_limits<int32_t>::max() : head.max_concurrency;
  Value answer =
      Value::object({{"mapRunArn", text(head.arn)},
                     {"executionArn", text(named.execution->arn)},
                     {"status", text(name_of(run.status))},
                     {"startDate", api_time(head.started)},
                     {"maxConcurrency", Value::integer(most)},
                     {"toleratedFailurePercentage", Value::real(head.tolerated_failure_percentage)},
                     {"toleratedFailureCount", Value::integer(head.tolerated_failure_count)},
                     {"itemCounts", counts_of(run.counts)},
                     {"executionCounts", counts_of(run.counts)},
                     {"redriveCount", number(run.redrives)}});
  if (run.status != RunStatus::Running) add(answer, "stopDate", api_time(run.last_event));
  return answer;
}

}  // namespace pawl::service
