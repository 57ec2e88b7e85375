#include "tasks/spawner.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "base/shortage.h"
#include "tasks/process_mark.h"
#include "tasks/process_settings.h"

namespace pawl::tasks {
namespace {

constexpr size_t kThreads = 2;

class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  void reset(int descriptor = -1) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
  }
  [[nodiscard]] int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read.reset(ends[0]);
    write.reset(ends[1]);
    return true;
  }
};

/// What is the same for every start: own process group, no blocked signal, SIGPIPE and SIGXFSZ as programs
/// expect them. What the caller ignores (SIGHUP under nohup) stays ignored. Naming the others spares the
/// child a look at each.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    for (int signal = 1; signal < _NSIG; ++signal) {
      struct sigaction action {};
      const bool is_ignored = ::sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_IGN;
      if (!is_ignored || signal == SIGPIPE || signal == SIGXFSZ) sigaddset(&signals, signal);
    }
    posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

/// Shells use single digits, 10 and 255 themselves.
int mark_number() {
  constexpr rlim_t kNumber = 199;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return static_cast<int>(std::min(kNumber, limit.rlim_cur - 1));
}

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  posix_spawn_file_actions_t* get() { return &actions_; }
  void use(int descriptor, int target, int open_flags) {
    if (descriptor >= 0) {
      posix_spawn_file_actions_adddup2(&actions_, descriptor, target);
    } else {
      posix_spawn_file_actions_addopen(&actions_, target, "/dev/null", open_flags, 0);
    }
  }
  /// Closes all but 0 to 2 and `mark` (-1: none), which gets a number that scripts do not use.
  void keep_only(int mark) {
    constexpr int kFirst = 3;
    if (mark >= 0) posix_spawn_file_actions_adddup2(&actions_, mark, kFirst);
    posix_spawn_file_actions_addclosefrom_np(&actions_, mark >= 0 ? kFirst + 1 : kFirst);
    const int number = mark_number();
    if (mark < 0 || number <= kFirst) return;
    posix_spawn_file_actions_adddup2(&actions_, kFirst, number);
    posix_spawn_file_actions_addclose(&actions_, kFirst);
  }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<char*> pointers_to(const std::vector<std::string>& strings, size_t more = 0) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + more + 1);
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  return pointers;
}

/// Puts as much of the input as fits into the pipe before anyone reads it: below 64 KiB that is all, and
/// nothing is left to do later.
int fill(Pipe& pipe, SpawnJob& job) {
  const std::string& input = *job.input;
  if (input.size() > PIPE_BUF) ::fcntl(pipe.write.get(), F_SETFL, O_NONBLOCK);
  while (job.written < input.size()) {
    const ssize_t n = ::write(pipe.write.get(), input.data() + job.written, input.size() - job.written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return 0;
    if (n < 0) return errno;
    job.written += static_cast<size_t>(n);
  }
  if (!job.keeps_input) pipe.write.reset();
  return 0;
}

/// The process runs already: where descriptors are short, this waits until others end instead of starting it
/// twice.
int open_process(pid_t pid) {
  constexpr int kTries = 1000;
  constexpr useconds_t kPause = 10'000;  // microseconds
  for (int tries = 1;; ++tries) {
    const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (process >= 0 || tries == kTries || !is_shortage(errno)) return process;
    ::usleep(kPause);
  }
}

int spawn(SpawnJob& job, const Attributes& attributes) {
  job.written = 0;
  Pipe in;
  Pipe out;
  Pipe err;
  const bool has_out = job.keeps_output && !job.joins_output;
  if ((job.input && !in.open()) || (has_out && !out.open()) || !err.open()) return errno;
  if (job.input) {
    if (const int error = fill(in, job)) return error;
  }
  Descriptor mark;
  if (!job.mark.empty()) {
    mark.reset(open_mark(job.mark));
    if (mark.get() < 0) return errno;
  }
  FileActions actions;
  actions.use(in.read.get(), 0, O_RDONLY);
  actions.use((job.joins_output ? err : out).write.get(), 1, O_WRONLY);
  actions.use(err.write.get(), 2, O_WRONLY);
  actions.keep_only(mark.get());
  posix_spawn_file_actions_addchdir_np(actions.get(), job.directory.c_str());

  std::vector<char*> argv = pointers_to(job.argv);
  argv.push_back(nullptr);
  std::vector<char*> environment = pointers_to(*job.environment, job.more_environment.size());
  for (const std::string& variable : job.more_environment)
    environment.push_back(const_cast<char*>(variable.c_str()));
  environment.push_back(nullptr);
  int error = 0;
  const pid_t pid = Children::start([&] {
    pid_t child = -1;
    error = posix_spawn(&child, job.program.c_str(), actions.get(), attributes.get(), argv.data(),
                        environment.data());
    return error == 0 ? child : -1;
  });
  if (pid < 0) return error;
  // The child has its own; one of these numbers is for its pidfd.
  for (Descriptor* own : {&in.read, &out.write, &err.write, &mark}) own->reset();
  job.process = open_process(pid);
  if (job.process < 0) {
    error = errno;
    kill_group(pid);
    Children::leave(pid);
    job.has_run = true;
    return error;
  }
  job.pid = pid;
  job.stdin_pipe = in.write.release();
  job.stdout_pipe = out.read.release();
  job.stderr_pipe = err.read.release();
  return 0;
}

/// spawn(), in any thread.
void start(SpawnJob& job, const Attributes& attributes) {
  try {
    job.error = spawn(job, attributes);
  } catch (const std::bad_alloc&) {
    job.error = ENOMEM;
  }
}

}  // namespace

SpawnThreads::~SpawnThreads() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  arrived_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void SpawnThreads::submit(std::unique_ptr<SpawnJob> job) {
  bool needs_thread = false;
  {
    const std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(job));
    needs_thread = inbox_.size() > waiting_ && threads_.size() < kThreads;
  }
  if (!needs_thread) {
    arrived_.notify_one();
    return;
  }
  // Signals are for the thread of the event loop.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    // No thread available: one is enough, and without any the caller's thread starts the processes.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (threads_.empty()) work_here();
}

void SpawnThreads::work_here() {
  const Attributes attributes;
  const std::lock_guard lock(mutex_);
  for (; !inbox_.empty(); inbox_.pop_front()) {
    std::unique_ptr<SpawnJob> job = std::move(inbox_.front());
    start(*job, attributes);
    Spawner& spawner = *job->spawner;
    spawner.put_out(std::move(job));
  }
}

void SpawnThreads::work() {
  const Attributes attributes;
  std::unique_lock lock(mutex_);
  for (;;) {
    ++waiting_;
    arrived_.wait(lock, [this] { return ends_ || !inbox_.empty(); });
    --waiting_;
    if (ends_) return;
    std::unique_ptr<SpawnJob> job = std::move(inbox_.front());
    inbox_.pop_front();
    Spawner& spawner = *job->spawner;
    ++spawner.starting_;
    lock.unlock();
    start(*job, attributes);
    lock.lock();
    --spawner.starting_;
    spawner.put_out(std::move(job));
    started_.notify_all();
  }
}

Spawner::Spawner(SpawnThreads& threads, std::function<void()> wake)
    : threads_(threads), wake_(std::move(wake)) {}

Spawner::~Spawner() {
  {
    std::unique_lock lock(threads_.mutex_);
    std::erase_if(threads_.inbox_, [this](const auto& job) { return job->spawner == this; });
    threads_.started_.wait(lock, [this] { return starting_ == 0; });
  }
  for (const auto& job : outbox_) {
    if (job->pid < 0) continue;
    kill_group(job->pid);
    Children::leave(job->pid);
    for (const int descriptor : {job->process, job->stdin_pipe, job->stdout_pipe, job->stderr_pipe}) {
      if (descriptor >= 0) ::close(descriptor);
    }
  }
}

void Spawner::submit(std::unique_ptr<SpawnJob> job) {
  job->spawner = this;
  threads_.submit(std::move(job));
}

void Spawner::put_out(std::unique_ptr<SpawnJob> job) {
  outbox_.push_back(std::move(job));
  if (outbox_.size() == 1) wake_();
}

std::vector<std::unique_ptr<SpawnJob>> Spawner::take() {
  const std::lock_guard lock(threads_.mutex_);
  return std::exchange(outbox_, {});
}

}  // namespace pawl::tasks
