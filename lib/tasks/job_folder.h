// The folder of one job of a batch system, in the folder of its run. What stands in it survives pawl: a
// resume finds there whether the job was submitted and how it ended.
//
//   in.json  the input           id    of the job, once it was submitted
//   run.sh   what the job runs   exit  the exit code, written last: only then the job is over
//   out.json, err, log           claim made by the first run.sh that starts; a job that was submitted twice
//   runs once                    array which array it was submitted in, and its number there
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/small_file.h"
#include "tasks/command_spec.h"

namespace pawl::tasks {

/// The place of a job in an array.
struct ArrayPlace {
  std::string folder;  // of the array, beside those of its jobs
  uint64_t index = 0;
};

class JobFolder {
 public:
  explicit JobFolder(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Makes the folder with in.json and run.sh, unless they are there. Errors: the system's.
  Result<void> prepare(const CommandSpec& command, Sync sync) const;
  /// The job's id; nullopt: it was not submitted, or pawl ended before it knew.
  [[nodiscard]] std::optional<std::string> id() const;
  /// Durable when it returns. Errors: the system's.
  Result<void> keep_id(const std::string& id) const;
  /// The array it was submitted in last.
  [[nodiscard]] std::optional<ArrayPlace> array() const;
  /// Not durable by itself.
  Result<void> keep_array(const ArrayPlace& place) const;
  /// nullopt: the job is not over.
  [[nodiscard]] std::optional<int> exit_code() const;
  /// The beginning of a file that the job left, at most `most` bytes; empty: there is none.
  [[nodiscard]] std::string beginning_of(const char* file, size_t most) const;
  /// The end of it.
  [[nodiscard]] std::string end_of(const std::string& file, size_t most) const;
  /// Removes the folders of jobs and arrays in `folder`, and `folder` itself if nothing else is in it.
  static void remove_all(const std::string& folder);

 private:
  std::string path_;
};

}  // namespace pawl::tasks
