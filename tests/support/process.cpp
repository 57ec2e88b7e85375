#include "support/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace pawl::testing_support {

namespace {

namespace fs = std::filesystem;
constexpr auto kPatience = std::chrono::seconds(60);
constexpr auto kPause = std::chrono::milliseconds(5);

bool wait_until(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

void open_as(int fd, const std::string& path, int flags) {
  const int opened = ::open(path.c_str(), flags, 0600);
  if (opened < 0 || ::dup2(opened, fd) < 0) ::_exit(126);
}

int start(const std::vector<std::string>& argv, const std::string& in, const std::string& out,
          const std::string& err, const CommandOptions& options) {
  const int pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) {
    ::setpgid(pid, pid);
    return pid;
  }
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0) ::_exit(126);
  open_as(STDIN_FILENO, in, O_RDONLY);
  open_as(STDOUT_FILENO, out, O_WRONLY | O_CREAT);
  open_as(STDERR_FILENO, err, O_WRONLY | O_CREAT | O_TRUNC);
  for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// The exit code as a shell has it, or -1 after a minute; then the group is killed.
int finish(int pid) {
  int status = 0;
  const bool ended = wait_until([&] { return ::waitpid(pid, &status, WNOHANG) != 0; });
  if (!ended) {
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    return -1;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

CommandResult run_command(const std::vector<std::string>& argv, const CommandOptions& options) {
  const TemporaryFolder folder;
  const std::string in = folder.write("in", options.input);
  const std::string out = options.output_path.empty() ? folder.path() / "out" : fs::path(options.output_path);
  const std::string err = folder.path() / "err";
  CommandResult result;
  result.exit_code = finish(start(argv, in, out, err, options));
  if (options.output_path.empty()) result.out = read_text(out);
  result.err = read_text(err);
  return result;
}

BackgroundCommand::BackgroundCommand(const std::vector<std::string>& argv, const fs::path& folder,
                                     const CommandOptions& options)
    : out_(folder / "background.out"), err_(folder / "background.err") {
  const fs::path in = folder / "background.in";
  std::ofstream(in) << options.input;
  pid_ = start(argv, in, out_, err_, options);
}

BackgroundCommand::~BackgroundCommand() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void BackgroundCommand::send(int signal) const { ::kill(pid_, signal); }

CommandResult BackgroundCommand::wait() {
  CommandResult result;
  result.exit_code = finish(pid_);
  pid_ = -1;
  result.out = read_text(out_);
  result.err = read_text(err_);
  return result;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = fs::temp_directory_path() / "pawl-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(std::string_view name, std::string_view text) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

bool wait_for_file(const fs::path& path) {
  return wait_until([&] {
    std::error_code error;
    return fs::file_size(path, error) > 0 && !error;
  });
}

bool wait_for_text(const fs::path& path, std::string_view text) {
  return wait_until([&] { return read_text(path).find(text) != std::string::npos; });
}

bool wait_until_gone(int pid) {
  return wait_until([pid] { return ::kill(pid, 0) != 0 && errno == ESRCH; });
}

}  // namespace pawl::testing_support
