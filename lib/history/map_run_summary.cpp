#include "history/map_run_summary.h"

#include <algorithm>
#include <unordered_set>

#include "history/details.h"

namespace pawl::history {
namespace {

class MapRunSummarizer {
 public:
  explicit MapRunSummarizer(const MapRunHead& head) {
    summary_.head = head;
    summary_.last_event = head.started;
  }

  void add(const MapRunEvent& line) {
    summary_.last_event = std::max(summary_.last_event, line.event.timestamp);
    if (line.child) add_child(*line.child, line.event);
    else add_run(line.event);
  }

  MapRunSummary take() {
    ChildCounts& counts = summary_.counts;
    counts.running = running_.size();
    for (const auto& [number, child] : summary_.unsuccessful) {
      if (child.status == RunStatus::TimedOut) ++counts.timed_out;
      else if (child.status == RunStatus::Aborted) ++counts.aborted;
      else ++counts.failed;
    }
    counts.total = std::max(children_, counts.ended() + counts.running);
    counts.pending = counts.total - counts.ended() - counts.running;
    return std::move(summary_);
  }

 private:
  void add_child(uint64_t number, const RecordedEvent& event) {
    switch (event.type) {
      case EventType::ExecutionStarted:
      case EventType::ExecutionRedriven:
        summary_.unsuccessful.erase(number);
        running_.insert(number);
        break;
      case EventType::ExecutionSucceeded:
        running_.erase(number);
        summary_.unsuccessful.erase(number);  // it failed before a redrive
        ++summary_.counts.succeeded;
        break;
      case EventType::ExecutionFailed:
      case EventType::ExecutionTimedOut:
      case EventType::ExecutionAborted:
        running_.erase(number);
        summary_.unsuccessful[number] = {status_after(event.type), event.timestamp,
                                         std::string(text_of(event.details, "error")),
                                         std::string(text_of(event.details, "cause"))};
        break;
      default: break;
    }
  }

  void add_run(const RecordedEvent& event) {
    using enum EventType;
    if (event.type == MapRunRedriven) {
      summary_.status = RunStatus::Running;
      ++summary_.redrives;
    } else if (event.type == MapRunSucceeded) {
      summary_.status = RunStatus::Succeeded;
    } else if (event.type == MapRunAborted) {
      summary_.status = RunStatus::Aborted;
    } else if (event.type == MapRunFailed) {
      summary_.status = RunStatus::Failed;
    } else {
      return;
    }
    summary_.error = text_of(event.details, "error");
    summary_.cause = text_of(event.details, "cause");
    if (const Value* children = event.pawl.find("children"); children != nullptr && children->is_int64())
      children_ = static_cast<uint64_t>(children->as_int64());
  }

  MapRunSummary summary_;
  std::unordered_set<uint64_t> running_;
  uint64_t children_ = 0;  // 0: not known
};

}  // namespace

double MapRunSummary::rate() const {
  constexpr double kSecond = 1000;
  const auto time = static_cast<double>(last_event - head.started);
  return time > 0 ? static_cast<double>(counts.ended()) * kSecond / time : 0;
}

Result<MapRunSummary> summarize(MapRunReader& reader) {
  MapRunSummarizer summarizer(reader.head());
  for (;;) {
    PAWL_TRY(const auto line, reader.next());
    if (!line) return summarizer.take();
    summarizer.add(*line);
  }
}

Result<std::optional<RunSummary>> summarize_child(MapRunReader& reader, uint64_t child) {
  std::optional<Summarizer> summarizer;
  std::optional<Millis> started;  // of a child with one line
  for (;;) {
    PAWL_TRY(const auto line, reader.next());
    if (!line) break;
    if (line->child != child) continue;
    started = line->started();
    if (started || line->event.type == EventType::ExecutionStarted) summarizer.emplace();
    if (summarizer) summarizer->add(line->event);
  }
  if (!summarizer) return std::nullopt;
  RunSummary summary = summarizer->take();
  if (started) summary.started = *started;
  return summary;
}

}  // namespace pawl::history
