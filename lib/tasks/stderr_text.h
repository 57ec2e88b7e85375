// StderrText: a command's standard error, secrets masked, cut into lines as it comes, with its end kept for
// the cause of a failure. Memory is bounded.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

#include "tasks/mask.h"

namespace pawl::tasks {

class StderrText {
 public:
  /// `secrets` outlives the text.
  explicit StderrText(std::span<const std::string> secrets)
      : has_secrets_(!secrets.empty()), masked_(secrets) {}

  /// Calls `on_line` for every line completed by `bytes`; a line of 64 KiB is handed on without waiting for
  /// its end.
  template <class OnLine>
  void append(std::string_view bytes, OnLine&& on_line) {
    if (has_secrets_) cut(masked_.take(bytes), on_line);
    else cut(bytes, on_line);
  }
  /// The last line, if it has no newline.
  template <class OnLine>
  void finish(OnLine&& on_line) {
    if (has_secrets_) cut(masked_.finish(), on_line);
    if (!line_.empty()) flush(on_line);
  }
  /// The last 8 KiB or a little more.
  [[nodiscard]] const std::string& tail() const { return tail_; }

 private:
  static constexpr size_t kMaxLine = 64 << 10;
  static constexpr size_t kTail = 8 << 10;

  template <class OnLine>
  void cut(std::string_view bytes, OnLine&& on_line) {
    keep(bytes);
    while (!bytes.empty()) {
      const size_t end = bytes.find('\n');
      const std::string_view piece = bytes.substr(0, end);
      const size_t room = kMaxLine - line_.size();
      line_ += piece.substr(0, room);
      if (piece.size() >= room) {
        bytes.remove_prefix(room);
        if (bytes.starts_with('\n')) bytes.remove_prefix(1);
      } else {
        if (end == std::string_view::npos) return;
        bytes.remove_prefix(end + 1);
      }
      flush(on_line);
    }
  }
  template <class OnLine>
  void flush(OnLine&& on_line) {
    std::string_view line = line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    on_line(line);
    line_.clear();
  }
  void keep(std::string_view bytes) {
    if (bytes.size() > kTail) bytes.remove_prefix(bytes.size() - kTail);
    if (tail_.size() + bytes.size() > 2 * kTail)
      tail_.erase(0, tail_.size() - (kTail - std::min(kTail, bytes.size())));
    tail_ += bytes;
  }

  bool has_secrets_;
  MaskedStream masked_;
  std::string line_;
  std::string tail_;
};

}  // namespace pawl::tasks
