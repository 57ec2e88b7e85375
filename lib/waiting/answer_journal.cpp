#include "waiting/answer_journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/blocking_io.h"
#include "base/file_access.h"
#include "base/small_file.h"

namespace pawl::waiting {
namespace {

constexpr std::string_view kJournal = ".journal";

tl::unexpected<Error> failed(const std::string& folder, int error) {
  return fail("cannot write the journal of answers in '" + folder +
              "': " + std::generic_category().message(error));
}

}  // namespace

AnswerJournal::~AnswerJournal() {
  for (const auto& [folder, descriptor] : descriptors_) ::close(descriptor);
}

Result<int> AnswerJournal::descriptor_for(const std::string& folder) {
  constexpr size_t kMostOpen = 64;
  if (const auto known = descriptors_.find(folder); known != descriptors_.end()) {
    struct stat status {};
    if (::fstat(known->second, &status) == 0 && status.st_nlink > 0) return known->second;
    ::close(known->second);  // its run had ended, and begins again
    descriptors_.erase(known);
  }
  if (descriptors_.size() == kMostOpen) {
    ::close(descriptors_.begin()->second);
    descriptors_.erase(descriptors_.begin());
  }
  const std::string path = folder + "/" + std::to_string(::getpid()) + std::string(kJournal);
  const int opened = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (opened < 0) return failed(folder, errno);
  make_private(opened);
  sync_folder(folder);
  descriptors_[folder] = opened;
  return opened;
}

Result<void> AnswerJournal::add(const std::string& folder, std::string_view lines) {
  PAWL_TRY(const int descriptor, descriptor_for(folder));
  if (const int error = write_all(descriptor, lines); error != 0) return failed(folder, error);
  if (::fdatasync(descriptor) != 0) return failed(folder, errno);
  return {};
}

JournaledAnswers::JournaledAnswers(const std::string& folder) {
  for (const std::string& name : files_in(folder, kJournal)) {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, error))) continue;
    files_.push_back(path.string());
    std::ifstream file(files_.back(), std::ios::binary);
    uint64_t offset = 0;
    // A line without an end was cut off: nobody was told that it is accepted.
    for (std::string line; std::getline(file, line) && !file.eof(); offset += line.size() + 1) {
      const size_t blank = line.find(' ');
      if (blank == std::string::npos) continue;
      places_.try_emplace(line.substr(0, blank),
                          Place{files_.size() - 1, offset + blank + 1, line.size() - blank - 1});
    }
  }
}

std::optional<std::string> JournaledAnswers::find(const std::string& digest) const {
  const auto found = places_.find(digest);
  if (found == places_.end()) return std::nullopt;
  std::ifstream file(files_[found->second.file], std::ios::binary);
  std::string text(found->second.length, '\0');
  file.seekg(static_cast<std::streamoff>(found->second.offset));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (static_cast<size_t>(file.gcount()) != text.size()) return std::nullopt;
  return text;
}

}  // namespace pawl::waiting
