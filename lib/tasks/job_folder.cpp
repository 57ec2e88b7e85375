#include "tasks/job_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/file_access.h"
#include "tasks/command_line.h"

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;

Result<void> write_whole(const std::string& path, std::string_view text, Sync sync) {
  PAWL_CHECK(write_file(path, text, IfThere::Replace, sync));
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

Result<void> JobFolder::prepare(const CommandSpec& command, Sync sync) const {
  const std::string run = path_ + "/run.sh";
  if (exists(run)) return {};
  PAWL_CHECK(make_folders(path_));
  if (command.input) PAWL_CHECK(write_whole(path_ + "/in.json", *command.input, sync));
  const std::string draft = run + ".new";
  PAWL_CHECK(write_whole(draft, script(path_, command), sync));
  if (::chmod(draft.c_str(), S_IRWXU) == 0 && ::rename(draft.c_str(), run.c_str()) == 0) return {};
  return fail("cannot make '" + run + "': " + std::generic_category().message(errno));
}

std::optional<std::string> JobFolder::id() const {
  std::string text = beginning_of("id", 1024);
  if (text.empty()) return std::nullopt;
  return text;
}

Result<void> JobFolder::keep_id(const std::string& id) const {
  return write_whole(path_ + "/id", id, Sync::Yes);
}

std::optional<ArrayPlace> JobFolder::array() const {
  const std::string text = beginning_of("array", 4096);
  const size_t blank = text.find(' ');
  ArrayPlace place;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + std::min(blank, text.size()), place.index);
  if (blank == std::string::npos || error != std::errc()) return std::nullopt;
  place.folder = text.substr(blank + 1);
  return place;
}

Result<void> JobFolder::keep_array(const ArrayPlace& place) const {
  return write_whole(path_ + "/array", std::to_string(place.index) + " " + place.folder, Sync::No);
}

std::optional<int> JobFolder::exit_code() const {
  const std::string text = beginning_of("exit", 16);
  int code = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), code).ec != std::errc()) return std::nullopt;
  return code;
}

std::string JobFolder::beginning_of(const char* file, size_t most) const {
  return pawl::beginning_of(path_ + "/" + file, most, O_NOFOLLOW);
}

void JobFolder::remove_all(const std::string& folder) {
  std::error_code ignored;
  std::vector<fs::path> jobs;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (fs::exists(entry->path() / "run.sh")) jobs.push_back(entry->path());
  }
  for (const fs::path& job : jobs) fs::remove_all(job, ignored);
  fs::remove(folder, ignored);
}

std::string JobFolder::end_of(const std::string& file, size_t most) const {
  std::string text(most, '\0');
  const int opened = open_regular(path_ + "/" + file, O_RDONLY | O_NOFOLLOW);
  if (opened < 0) return {};
  const off_t size = ::lseek(opened, 0, SEEK_END);
  const off_t begin = size > static_cast<off_t>(most) ? size - static_cast<off_t>(most) : 0;
  const ssize_t n = ::pread(opened, text.data(), most, begin);
  ::close(opened);
  text.resize(n > 0 ? static_cast<size_t>(n) : 0);
  return text;
}

}  // namespace pawl::tasks
