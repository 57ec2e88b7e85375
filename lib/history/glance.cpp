#include "history/glance.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "history/event_head.h"

namespace pawl::history {
namespace {

constexpr size_t kFirstTail = size_t{16} << 10;

RunStatus status_after(EventType type) {
  switch (type) {
    case EventType::ExecutionSucceeded: return RunStatus::Succeeded;
    case EventType::ExecutionFailed: return RunStatus::Failed;
    case EventType::ExecutionTimedOut: return RunStatus::TimedOut;
    case EventType::ExecutionAborted: return RunStatus::Aborted;
    default: return RunStatus::Running;
  }
}

/// The last whole line of a file, without its newline; a line may be larger than any part that is read at
/// first.
std::string last_line(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  std::string text;
  if (fd < 0 || ::fstat(fd, &status) != 0) return text;
  const auto size = static_cast<size_t>(status.st_size);
  for (size_t wanted = kFirstTail;; wanted *= 8) {
    const size_t length = std::min(size, wanted);
    text.resize(length);
    const ssize_t n = ::pread(fd, text.data(), length, static_cast<off_t>(size - length));
    text.resize(static_cast<size_t>(std::max<ssize_t>(n, 0)));
    const size_t end = text.rfind('\n');
    if (end != std::string::npos) {
      const size_t before = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
      if (before != std::string::npos || length == size) {
        text = text.substr(before + 1, end - before - 1);
        break;
      }
    }
    if (length == size) {
      text.clear();
      break;
    }
  }
  ::close(fd);
  return text;
}

}  // namespace

Glance glance_at(const RunFiles& run) {
  Glance glance;
  glance.started = glance.last_event = start_of_history(run.history);
  HeadReader heads;
  if (const std::string line = last_line(run.history); !line.empty()) {
    if (const auto head = heads.read(line)) {
      glance.status = status_after(head->type);
      glance.last_event = head->timestamp;
      glance.events = head->id;
    }
  }
  if (glance.status == RunStatus::Running) glance.is_live = is_being_written(run.history);
  return glance;
}

std::string_view name_of(const Glance& glance) {
  return glance.status == RunStatus::Running && !glance.is_live ? "CRASHED" : name_of(glance.status);
}

}  // namespace pawl::history
