// Interrupts: counts SIGINT, SIGTERM and SIGHUP. The first object installs the handlers, the last one
// restores the previous ones. The count can be read without an event loop; an event loop can be woken by a
// descriptor.
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
  /// An eventfd that becomes readable with every signal, made by the first call. -1: the system has no
  /// descriptor left, or no signal is handled.
  int wake_descriptor();

 private:
  bool listens_;
  int begin_ = 0;
  std::atomic<int>* slot_ = nullptr;  // of the wake descriptor; null: there is none yet
};

}  // namespace pawl::runtime
