#include "history/run_probe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/file_access.h"
#include "base/printable.h"
#include "history/details.h"
#include "history/event_head.h"
#include "history/reader.h"
#include "value/parse.h"

namespace pawl::history {
namespace {

constexpr size_t kFirstTail = size_t{16} << 10;
constexpr size_t kMostTail = size_t{64} << 20;

/// The last whole line of a file, without its newline; nullopt: it cannot be read, or the line is larger than
/// a list should have to read.
std::optional<std::string> last_line(const std::string& path) {
  const int fd = open_regular(path, O_RDONLY);
  if (fd < 0) return std::nullopt;
  struct stat status {};
  std::optional<std::string> line;
  const bool is_known = ::fstat(fd, &status) == 0;
  const auto size = static_cast<size_t>(status.st_size);
  for (size_t wanted = kFirstTail; is_known && wanted <= kMostTail; wanted *= 8) {
    const size_t length = std::min(size, wanted);
    std::string text(length, '\0');
    const ssize_t n = ::pread(fd, text.data(), length, static_cast<off_t>(size - length));
    text.resize(static_cast<size_t>(std::max<ssize_t>(n, 0)));
    const size_t end = text.rfind('\n');
    const size_t before =
        end == std::string::npos || end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    if (before == std::string::npos && length < size) continue;
    line = end == std::string::npos ? "" : text.substr(before + 1, end - before - 1);
    break;
  }
  ::close(fd);
  return line;
}

Millis time_of_file(const RunFiles& run) {
  struct stat status {};
  const bool is_hidden = ::stat(run.history.c_str(), &status) != 0;
  if (is_hidden && ::stat(run.folder.c_str(), &status) != 0) return 0;
  return Millis{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
}

void note(RunProbe& probe, EventType type, Millis at, uint64_t events) {
  probe.status = status_after(type);
  probe.last_event = at;
  probe.events = events;
}

/// Reads event by event: for files that pawl did not write, such as exports.
void look_through(const std::string& path, RunProbe& probe) {
  auto reader = Reader::open(path);
  probe.is_unreadable = !reader;
  while (reader) {
    const auto event = reader->next();
    probe.is_unreadable = !event || probe.events == 0;
    if (!event || !*event) break;
    if (probe.events == 0) probe.started = (*event)->timestamp;
    note(probe, (*event)->type, (*event)->timestamp, (*event)->id);
  }
  probe.is_live = !probe.is_unreadable && reader->texts().form() != EventTexts::Form::Lines;
}

}  // namespace

RunProbe probe_run(const RunFiles& run) {
  RunProbe probe;
  HeadReader heads;
  const auto line = last_line(run.history);
  const auto head = line ? heads.read(*line) : Result<EventHead>(fail("no line"));
  if (!line) {
    probe.is_unreadable = true;
  } else if (head) {
    probe.started = start_of_history(run.history);
    note(probe, head->type, head->timestamp, head->id);
  } else {
    look_through(run.history, probe);
  }
  if (probe.status == RunStatus::Running) {
    const bool is_written = is_being_written(run.history);
    probe.is_live = probe.is_live || is_written;
    // A newer format may end with an event that this version does not know.
    if (!probe.is_live && !probe.is_unreadable) {
      const auto first = first_event(run.history);
      probe.is_unreadable = !first;
      probe.is_live = first && *first && !ran_at((*first)->pawl).empty();
    }
    if (is_written && probe.events == 0) probe.is_unreadable = false;
    probe.is_parked = !probe.is_live && is_parked(run.history);
  }
  if (probe.is_unreadable || probe.events == 0) probe.started = probe.last_event = time_of_file(run);
  return probe;
}

Result<RecordedEvent> last_event(const std::string& path) {
  const auto line = last_line(path);
  if (!line) return fail("'" + printable(path) + "' has no event");
  PAWL_TRY(const Value json, parse_json(*line));
  return event_from_json(json);
}

std::string_view name_of(const RunProbe& probe) {
  if (probe.is_unreadable) return "UNREADABLE";
  if (probe.is_parked) return "PARKED";
  return probe.status == RunStatus::Running && !probe.is_live ? "CRASHED" : name_of(probe.status);
}

}  // namespace pawl::history
