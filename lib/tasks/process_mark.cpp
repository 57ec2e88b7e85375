#include "tasks/process_mark.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <optional>
#include <unordered_map>

namespace pawl::tasks {
namespace {

constexpr std::string_view kPrefix = "pawl:";

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The content of a file of /proc; empty if the process is gone or another user's.
std::string content(const std::string& path) {
  std::string text;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(n));
  ::close(file);
  return text;
}

struct SeenProcess {
  pid_t pid = -1;
  pid_t parent = -1;
  pid_t group = -1;
  bool is_dead = false;
  std::string command;
};

std::optional<SeenProcess> read_process(pid_t pid) {
  const std::string stat = content("/proc/" + std::to_string(pid) + "/stat");
  const size_t open = stat.find('('), close = stat.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 2 >= stat.size())
    return std::nullopt;
  SeenProcess process{.pid = pid, .command = stat.substr(open + 1, close - open - 1)};
  process.is_dead = stat[close + 2] == 'Z' || stat[close + 2] == 'X';
  size_t at = close + 4;
  for (pid_t* field : {&process.parent, &process.group}) {
    const size_t end = stat.find(' ', at);
    if (end == std::string::npos) return std::nullopt;
    *field = number_of(std::string_view(stat).substr(at, end - at)).value_or(-1);
    at = end + 1;
  }
  return process;
}

/// The attempt in a label of this run; nullopt: the label is another's.
std::optional<uint64_t> attempt_in(std::string_view text, std::string_view label_start) {
  if (!text.starts_with(label_start)) return std::nullopt;
  text.remove_prefix(label_start.size());
  uint64_t scheduled = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scheduled);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return scheduled;
}

std::optional<uint64_t> attempt_held(pid_t pid, std::string_view label_start) {
  const std::string path = "/proc/" + std::to_string(pid) + "/fd";
  const Folder folder(::opendir(path.c_str()));
  if (!folder) return std::nullopt;
  constexpr std::string_view kMemfd = "/memfd:";
  char target[512];
  while (const dirent* entry = ::readdir(folder.get())) {
    const ssize_t n = ::readlinkat(::dirfd(folder.get()), entry->d_name, target, sizeof target);
    if (n <= 0) continue;
    std::string_view text(target, static_cast<size_t>(n));
    if (!text.starts_with(kMemfd)) continue;
    text.remove_prefix(kMemfd.size());
    if (const auto attempt = attempt_in(text, label_start)) return attempt;
  }
  return std::nullopt;
}

std::optional<uint64_t> attempt_in_environment(pid_t pid, std::string_view label_start) {
  const std::string variables = content("/proc/" + std::to_string(pid) + "/environ");
  const std::string wanted = std::string(kMarkVariable) + "=";
  for (size_t at = 0; at < variables.size();) {
    const size_t end = std::min(variables.find('\0', at), variables.size());
    const std::string_view variable = std::string_view(variables).substr(at, end - at);
    if (variable.starts_with(wanted)) return attempt_in(variable.substr(wanted.size()), label_start);
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

std::string run_mark(const std::string& history_path, Millis start_time) {
  std::string mark(kPrefix);
  struct stat file {};
  if (!history_path.empty() && ::stat(history_path.c_str(), &file) == 0 && S_ISREG(file.st_mode)) {
    mark += std::to_string(file.st_dev) + "-" + std::to_string(file.st_ino);
  } else {
    static std::atomic<uint64_t> runs{0};
    mark += "process-" + std::to_string(::getpid()) + "-" + std::to_string(++runs);
  }
  return mark + "-" + std::to_string(start_time);
}

std::string process_label(std::string_view run_mark, uint64_t scheduled) {
  return std::string(run_mark) + "/" + std::to_string(scheduled);
}

int open_mark(const std::string& label) { return ::memfd_create(label.c_str(), MFD_CLOEXEC); }

std::vector<MarkedProcess> find_marked(std::string_view run_mark) {
  const std::string label_start = std::string(run_mark) + "/";
  std::vector<SeenProcess> others;
  std::unordered_map<pid_t, uint64_t> attempts, groups;  // by process, by process group
  std::vector<MarkedProcess> found;
  const pid_t own = ::getpid(), own_group = ::getpgrp();
  const auto take = [&](const SeenProcess& process, uint64_t attempt) {
    attempts.emplace(process.pid, attempt);
    if (process.group != own_group) groups.emplace(process.group, attempt);
    found.push_back({process.pid, process.group, attempt, process.command});
  };

  const Folder proc(::opendir("/proc"));
  while (const dirent* entry = proc ? ::readdir(proc.get()) : nullptr) {
    const auto pid = number_of(entry->d_name);
    if (!pid || *pid == own) continue;
    const auto process = read_process(*pid);
    if (!process || process->is_dead) continue;
    auto attempt = attempt_held(*pid, label_start);
    if (!attempt) attempt = attempt_in_environment(*pid, label_start);
    if (attempt) take(*process, *attempt);
    else others.push_back(*process);
  }
  // A parent may come after its child in /proc: repeat until none is added.
  for (bool grows = !found.empty(); grows;) {
    grows = false;
    std::erase_if(others, [&](const SeenProcess& process) {
      auto kin = attempts.find(process.parent);
      if (kin == attempts.end()) {
        kin = groups.find(process.group);
        if (kin == groups.end()) return false;
      }
      const uint64_t attempt = kin->second;
      take(process, attempt);
      return grows = true;
    });
  }
  return found;
}

bool Termination::step() {
  constexpr std::chrono::seconds kPatience{1};  // for one that SIGKILL does not end: not ours, or stuck
  left_ = find_();
  const auto now = Clock::now();
  for (const MarkedProcess& process : left_) {
    if (now >= deadline_) {
      ::kill(process.pid, SIGKILL);
    } else if (told_.insert(process.pid).second) {
      ::kill(process.pid, SIGTERM);
      ::kill(process.pid, SIGCONT);  // a stopped process does not receive SIGTERM
    }
  }
  return left_.empty() || now >= deadline_ + kPatience;
}

}  // namespace pawl::tasks
