// $PAWL_ERROR_FILE: each task has its own path in one folder per run. pawl creates no file; a command may.
#pragma once
#include <optional>
#include <string>
#include <utility>

namespace pawl::tasks {

class ErrorFiles {
 public:
  /// `run_folder`: the run's folder, in which a folder for the files is made. If it is empty, or that fails:
  /// a temporary folder, and those that killed runs left there are removed.
  explicit ErrorFiles(std::string run_folder) : run_folder_(std::move(run_folder)) {}
  /// Removes what a killed pawl left in a run's folder.
  static void clear(const std::string& run_folder);
  /// Removes the folder with everything in it.
  ~ErrorFiles();
  ErrorFiles(const ErrorFiles&) = delete;
  ErrorFiles& operator=(const ErrorFiles&) = delete;

  /// Where the task `ticket` may write; empty if there is no place for temporary files.
  std::string path_for(uint64_t ticket);
  /// What it wrote, at most 64 KiB; nullopt: nothing. The file is gone afterwards.
  std::optional<std::string> take(uint64_t ticket);

 private:
  void make_temporary();

  std::string run_folder_;
  std::string directory_;
  int lock_ = -1;  // keeps other runs from removing a temporary folder
  bool is_tried_ = false;
};

}  // namespace pawl::tasks
