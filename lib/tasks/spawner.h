// Spawner: starts processes in other threads. Starting one holds the calling thread until the new program
// runs (the child borrows the parent's memory, so that a big parent costs nothing), about 0.3 ms; one thread
// alone would keep all but one core waiting.
#pragma once
#include <sys/types.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace pawl::tasks {

/// Variables as "NAME=value", shared by many starts.
using EnvironmentBlock = std::vector<std::string>;

class Spawner;

/// A process to start and, afterwards, what became of it. Only bytes and descriptors: it goes from thread to
/// thread.
struct SpawnJob {
  uint64_t ticket = 0;  // given by the caller
  std::string program;  // the file to execute
  std::vector<std::string> argv;
  std::shared_ptr<const EnvironmentBlock> environment;
  EnvironmentBlock more_environment;
  std::string directory;
  std::optional<std::string> input;  // for its stdin; nullopt: /dev/null
  bool keeps_input = false;          // stdin stays open after `input`, for more
  bool keeps_output = true;          // false: stdout is /dev/null
  bool joins_output = false;         // true: stdout goes where stderr goes
  std::string mark;                  // its process label; empty: none

  int error = 0;         // errno if it could not be started; then nothing below is set
  bool has_run = false;  // with an error: it was started, and killed since it could not be watched
  pid_t pid = -1;
  int process = -1;      // pidfd
  int stdin_pipe = -1;   // ours to write, non-blocking; -1 when all of the input is in the pipe
  int stdout_pipe = -1;  // ours to read; -1: see keeps_output, joins_output
  int stderr_pipe = -1;
  size_t written = 0;  // bytes of `input` in the pipe already

  Spawner* spawner = nullptr;  // that was given it
};

/// The threads that start processes, for all Spawners of an event loop. There are two at most, the first of
/// them from the first process on.
class SpawnThreads {
 public:
  SpawnThreads() = default;
  /// All Spawners are gone.
  ~SpawnThreads();
  SpawnThreads(const SpawnThreads&) = delete;
  SpawnThreads& operator=(const SpawnThreads&) = delete;

 private:
  friend class Spawner;

  void submit(std::unique_ptr<SpawnJob> job);
  void work();
  void work_here();

  std::mutex mutex_;  // of the Spawners, too
  std::condition_variable arrived_;
  std::condition_variable started_;
  std::deque<std::unique_ptr<SpawnJob>> inbox_;
  size_t waiting_ = 0;  // threads without work
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

/// The processes of one runner.
class Spawner {
 public:
  /// `wake` is called from a spawning thread when take() has something new.
  Spawner(SpawnThreads& threads, std::function<void()> wake);
  /// Waits for what is being started. A process that nobody took is killed.
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  void submit(std::unique_ptr<SpawnJob> job);
  /// Jobs that were started or failed to, since the last call.
  [[nodiscard]] std::vector<std::unique_ptr<SpawnJob>> take();

 private:
  friend class SpawnThreads;

  /// With the threads' mutex.
  void put_out(std::unique_ptr<SpawnJob> job);

  SpawnThreads& threads_;
  std::function<void()> wake_;
  size_t starting_ = 0;  // in a thread now
  std::vector<std::unique_ptr<SpawnJob>> outbox_;
};

}  // namespace pawl::tasks
