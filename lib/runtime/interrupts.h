// SIGINT, SIGTERM and SIGHUP while something runs. Counting starts with the first Interrupts alive and ends
// with the last, which puts back the handlers that were there; a chain of states can look at the count
// without any event loop, and an event loop can be woken.
#pragma once
#include <atomic>
#include <string>

namespace pawl::runtime {

/// "SIGTERM"
std::string name_of_signal(int signal);

class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// How many of the signals came since this object was made; SIGHUP counts only as the first. Cheap.
  [[nodiscard]] int count() const;
  /// The first of them; 0: none came.
  [[nodiscard]] int first_signal() const;
  /// An eventfd that becomes readable with every signal; made by the first call, and kept. -1: the system has
  /// none left.
  int wake_descriptor();

 private:
  int begin_;
  std::atomic<int>* slot_ = nullptr;  // of the wake descriptor; null: there is none yet
};

}  // namespace pawl::runtime
