#include "runs/orphans.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/printable.h"
#include "history/event_family.h"
#include "history/event_head.h"
#include "history/event_text.h"
#include "history/map_run_reader.h"
#include "replay/recorded_outcome.h"
#include "tasks/process_mark.h"

namespace pawl::runs {
namespace {

using history::EventId;
using tasks::MarkedProcess;

/// Of some attempts, each named by the event that scheduled it, those that are recorded as succeeded.
Result<std::set<EventId>> succeeded(const std::string& path, const std::vector<MarkedProcess>& processes) {
  std::unordered_map<EventId, EventId> attempt_of;  // events of attempts that are asked about
  for (const MarkedProcess& process : processes) attempt_of[process.scheduled] = process.scheduled;
  std::set<EventId> attempts;
  PAWL_TRY(history::EventTexts texts, history::EventTexts::open(path));
  history::HeadReader heads;
  for (;;) {
    PAWL_TRY(const auto text, texts.next());
    if (!text) return attempts;
    PAWL_TRY(const auto head, heads.read(*text));
    const auto known = attempt_of.find(head.previous);
    if (known == attempt_of.end()) continue;
    const EventId attempt = known->second;
    attempt_of[head.id] = attempt;
    if (replay::is_success(head.type)) attempts.insert(attempt);
  }
}

/// The same of the attempts of children of Map Runs.
Result<void> add_succeeded_children(const std::string& journal, const std::vector<MarkedProcess>& processes,
                                    std::set<EventId>& attempts) {
  std::unordered_set<uint64_t> asked;
  for (const MarkedProcess& process : processes) asked.insert(process.scheduled);
  auto reader = history::MapRunReader::open(journal);
  if (!reader) return {};  // whoever goes on with it reports it
  const uint64_t number = history::journal_number(journal);
  std::map<std::pair<uint64_t, EventId>, uint64_t> attempt_of;  // events of children
  for (;;) {
    PAWL_TRY(const auto line, reader->next());
    if (!line) return {};
    if (!line->child) continue;
    const history::RecordedEvent& event = line->event;
    const uint64_t attempt =
        history::child_task_number(history::child_task_base(number, *line->child), event.id);
    if (history::is_scheduled(event.type) && asked.contains(attempt))
      attempt_of[{*line->child, event.id}] = attempt;
    const auto known = attempt_of.find({*line->child, event.previous});
    if (known == attempt_of.end()) continue;
    attempt_of[{*line->child, event.id}] = known->second;
    if (replay::is_success(event.type)) attempts.insert(known->second);
  }
}

std::string list_of(const std::vector<MarkedProcess>& processes) {
  constexpr size_t kShown = 6;
  std::string text;
  for (size_t i = 0; i < std::min(processes.size(), kShown); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", processes[i].pid, printable(processes[i].command));
  if (processes.size() > kShown) text += fmt::format(" and {} more", processes.size() - kShown);
  return text;
}

}  // namespace

Result<void> stop_orphans(const std::string& file, Millis start_time, Orphans which, Notices& notices) {
  constexpr useconds_t kPoll = 20'000;  // microseconds
  const std::string mark = tasks::run_mark(file, start_time);
  std::vector<MarkedProcess> processes = tasks::find_marked(mark);
  if (processes.empty()) return {};
  std::set<EventId> finished;
  if (which == Orphans::Unfinished) {
    PAWL_TRY(finished, succeeded(file, processes));
    for (const std::string& journal : history::map_run_journals(history::map_run_folder(file)))
      PAWL_CHECK(add_succeeded_children(journal, processes, finished));
  }
  const auto unfinished = [&] {
    std::vector<MarkedProcess> left = tasks::find_marked(mark);
    std::erase_if(left, [&](const MarkedProcess& one) { return finished.contains(one.scheduled); });
    return left;
  };
  processes = unfinished();
  if (processes.empty()) return {};
  if (which == Orphans::Unfinished) {
    notices.warning(
        fmt::format("tasks of this run are still running, from before it was interrupted: stopping {}",
                    list_of(processes)));
  }
  tasks::Termination termination(unfinished);
  while (!termination.step()) ::usleep(kPoll);
  if (termination.left().empty()) return {};
  return fail(
      fmt::format("cannot stop {}, which an earlier attempt of a task started: end it first, then resume",
                  list_of(termination.left())));
}

}  // namespace pawl::runs
