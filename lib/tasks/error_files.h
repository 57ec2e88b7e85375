// $PAWL_ERROR_FILE: every task has a path of its own, but nothing is made for it: one folder per run, and a
// file only where a command writes one.
#pragma once
#include <optional>
#include <string>

namespace pawl::tasks {

class ErrorFiles {
 public:
  ErrorFiles() = default;
  /// Removes the folder with everything in it.
  ~ErrorFiles();
  ErrorFiles(const ErrorFiles&) = delete;
  ErrorFiles& operator=(const ErrorFiles&) = delete;

  /// Where the task `ticket` may write; empty if there is no place for temporary files.
  std::string path_for(uint64_t ticket);
  /// What it wrote, at most 64 KiB; nullopt: nothing. The file is gone afterwards.
  std::optional<std::string> take(uint64_t ticket);

 private:
  std::string directory_;
  bool is_tried_ = false;
};

}  // namespace pawl::tasks
