#include "tasks/job_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "tasks/command_line.h"

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failed(const std::string& what) {
  return fail(what + ": " + std::generic_category().message(errno));
}

/// Written whole, or not there: to another name first, then renamed.
Result<void> write_file(const std::string& path, std::string_view text, mode_t mode) {
  const std::string draft = path + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return failed(draft);
  while (!text.empty()) {
    const ssize_t n = ::write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const auto error = failed(draft);
      ::close(file);
      return error;
    }
    text.remove_prefix(static_cast<size_t>(n));
  }
  const bool is_synced = ::fsync(file) == 0;
  if (::close(file) != 0 || !is_synced || ::rename(draft.c_str(), path.c_str()) != 0) return failed(path);
  return {};
}

/// The words are those of pawl.yaml, quoted; no data of the workflow are among them.
std::string script(const std::string& folder, const CommandSpec& command) {
  std::string text =
      "#!/bin/sh\n"
      "# Runs one task of pawl.\n"
      "job=" +
      shell_word(folder) +
      "\n"
      "mkdir \"$job/claim\" 2>/dev/null || exit 0\n"
      "PAWL_ERROR_FILE=$job/error; export PAWL_ERROR_FILE\n"
      "cd " +
      shell_word(command.directory) + " &&\n" + shell_line(command.argv);
  text += command.input ? " <\"$job/in.json\"" : " </dev/null";
  text +=
      " >\"$job/out.json\" 2>\"$job/err\"\n"
      "echo $? >\"$job/exit.new\" && mv \"$job/exit.new\" \"$job/exit\"\n";
  return text;
}

}  // namespace

Result<void> JobFolder::prepare(const CommandSpec& command) const {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) return fail(path_ + ": " + error.message());
  if (fs::exists(path_ + "/run.sh", error)) return {};
  if (command.input) PAWL_CHECK(write_file(path_ + "/in.json", *command.input, 0600));
  return write_file(path_ + "/run.sh", script(path_, command), 0700);
}

std::optional<std::string> JobFolder::id() const {
  std::string text = beginning_of("id", 1024);
  if (text.empty()) return std::nullopt;
  return text;
}

Result<void> JobFolder::keep_id(const std::string& id) const { return write_file(path_ + "/id", id, 0600); }

std::optional<int> JobFolder::exit_code() const {
  const std::string text = beginning_of("exit", 16);
  int code = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), code).ec != std::errc()) return std::nullopt;
  return code;
}

std::string JobFolder::beginning_of(const char* file, size_t most) const {
  std::string text;
  const int opened = ::open((path_ + "/" + file).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (opened < 0) return text;
  char block[64 << 10];
  while (text.size() < most) {
    const ssize_t n = ::read(opened, block, std::min(sizeof block, most - text.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    text.append(block, static_cast<size_t>(n));
  }
  ::close(opened);
  return text;
}

std::string JobFolder::end_of(const char* file, size_t most) const {
  std::string text(most, '\0');
  const int opened = ::open((path_ + "/" + file).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (opened < 0) return {};
  const off_t size = ::lseek(opened, 0, SEEK_END);
  const off_t begin = size > static_cast<off_t>(most) ? size - static_cast<off_t>(most) : 0;
  const ssize_t n = ::pread(opened, text.data(), most, begin);
  ::close(opened);
  text.resize(n > 0 ? static_cast<size_t>(n) : 0);
  return text;
}

}  // namespace pawl::tasks
