#include "runtime/interrupts.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>

namespace pawl::runtime {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

std::mutex mutex;
int users = 0;
std::array<struct sigaction, kSignals.size()> actions_before;

// What the signal handler uses.
std::atomic<int> signals_seen{0};
std::atomic<int> first_seen{0};

/// Descriptors to write to. A full block has a next one; blocks are never freed.
struct Block {
  std::array<std::atomic<int>, 64> wake_descriptors;  // descriptor + 1; 0: none
  std::atomic<Block*> next{nullptr};
};
Block first_block;

static_assert(std::atomic<int>::is_always_lock_free && std::atomic<Block*>::is_always_lock_free);

std::atomic<int>& free_slot() {
  for (Block* block = &first_block;; block = block->next) {
    for (std::atomic<int>& slot : block->wake_descriptors) {
      if (slot.load() == 0) return slot;
    }
    if (block->next.load() == nullptr) block->next.store(new Block);
  }
}

void handle(int signal) {
  const int error = errno;
  int none = 0;
  const bool is_first = first_seen.compare_exchange_strong(none, signal);
  // A closing terminal and its shell both send SIGHUP: that is one request, not two.
  if (signal == SIGHUP && !is_first) return;
  signals_seen.fetch_add(1);
  for (const Block* block = &first_block; block != nullptr; block = block->next.load()) {
    for (const std::atomic<int>& descriptor : block->wake_descriptors) {
      const int open = descriptor.load();
      const uint64_t one = 1;
      if (open > 0 && ::write(open - 1, &one, sizeof one) < 0) {
        // The counter is full: whoever reads it has been woken.
      }
    }
  }
  errno = error;
}

}  // namespace

std::string name_of_signal(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

Interrupts::Interrupts(bool listens) : listens_(listens) {
  if (!listens_) return;
  const std::lock_guard lock(mutex);
  begin_ = signals_seen.load();
  if (users++ > 0) return;
  first_seen.store(0);
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kSignals.size(); ++i) {
    // Signals that the caller ignores (a shell's background job, nohup) stay ignored.
    ::sigaction(kSignals[i], nullptr, &actions_before[i]);
    if (actions_before[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &action, nullptr);
  }
}

Interrupts::~Interrupts() {
  if (!listens_) return;
  const std::lock_guard lock(mutex);
  if (slot_ != nullptr) ::close(slot_->exchange(0) - 1);
  if (--users > 0) return;
  for (size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &actions_before[i], nullptr);
}

int Interrupts::count() const { return listens_ ? signals_seen.load(std::memory_order_relaxed) - begin_ : 0; }

int Interrupts::first_signal() const { return count() > 0 ? first_seen.load() : 0; }

int Interrupts::wake_descriptor() {
  if (!listens_) return -1;
  const std::lock_guard lock(mutex);
  if (slot_ != nullptr) return slot_->load() - 1;
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return -1;
  slot_ = &free_slot();
  slot_->store(descriptor + 1);
  if (count() > 0) {
    const uint64_t one = 1;
    if (::write(descriptor, &one, sizeof one) < 0) return -1;
  }
  return descriptor;
}

}  // namespace pawl::runtime
