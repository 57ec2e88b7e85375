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
  /// `listens`: false in a program that handles its signals itself: none counts.
  explicit Interrupts(bool listens = true);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  [[nodiscard]] bool listens() const { return listens_; }
  /// How many of the signals came since this object was made; SIGHUP counts only as the first. Cheap.
  [[nodiscard]] int count() const;
  /// The first of them; 0: none came.
  [[nodiscard]] int first_signal() const;
  /// An eventfd that becomes readable with every signal; made by the first call, and kept. -1: the system has
  /// none left, or nothing is listened for.
  int wake_descriptor();

 private:
  bool listens_;
  int begin_ = 0;
  std::atomic<int>* slot_ = nullptr;  // of the wake descriptor; null: there is none yet
};

}  // namespace pawl::runtime
