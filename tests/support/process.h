// Running programs in tests: to the end with a time limit, or in the background with signals.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::testing_support {

struct CommandOptions {
  std::string input;                               // standard input
  std::map<std::string, std::string> environment;  // added to the test's own
  std::string directory;                           // empty: the test's own
  std::string output_path;  // where standard output goes instead of CommandResult::out; empty: there
};

struct CommandResult {
  int exit_code = -1;  // as a shell has it: 128 + signal
  std::string out;
  std::string err;
};

/// Runs a program to its end. One that takes longer than a minute is killed with its group: exit code -1.
CommandResult run_command(const std::vector<std::string>& argv, const CommandOptions& options = {});

/// A program in the background, in a process group of its own. Output goes to files below `folder`.
class BackgroundCommand {
 public:
  BackgroundCommand(const std::vector<std::string>& argv, const std::filesystem::path& folder,
                    const CommandOptions& options = {});
  ~BackgroundCommand();
  BackgroundCommand(const BackgroundCommand&) = delete;
  BackgroundCommand& operator=(const BackgroundCommand&) = delete;

  void send(int signal) const;
  /// Waits for the end, at most a minute.
  CommandResult wait();

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  int pid_ = -1;
};

/// A new folder, removed at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file below it and returns its path.
  [[nodiscard]] std::string write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& path);

/// Waits until the file is there and not empty; false after a minute.
bool wait_for_file(const std::filesystem::path& path);
/// Waits until the file holds the text; false after a minute.
bool wait_for_text(const std::filesystem::path& path, std::string_view text);
/// Waits until no process with this id is alive; false after a minute.
bool wait_until_gone(int pid);

}  // namespace pawl::testing_support
