// PageEvents: the events of a run as the page holds them: compact, and each payload once, since an output and
// the next input are mostly the same text.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "base/text_buffer.h"
#include "base/text_hash.h"
#include "history/reader.h"

namespace pawl::graph {

class PageEvents {
 public:
  /// Payloads longer than this keep their beginning; when all together pass the total, later ones keep
  /// little.
  static constexpr size_t kLongestPayload = size_t{64} << 10;
  static constexpr size_t kMostPayload = size_t{48} << 20;
  static constexpr size_t kShortPayload = 400;
  static constexpr size_t kMostEvents = 200'000;

  void add(const history::RecordedEvent& event);
  /// An event as events() has it, of another execution.
  void encode(const history::RecordedEvent& event, TextBuffer& out);
  /// `[[id, previous, milliseconds, "Type", {details}], …]`, where input, output, parameters and cause are
  /// numbers of payloads().
  [[nodiscard]] std::string_view events() const { return events_.view(); }
  /// `"Type": ["subject", "phase", "state type"], …` of all types that were encoded.
  [[nodiscard]] std::string families() const;
  /// `["text", …]`
  [[nodiscard]] std::string_view payloads() const { return payloads_.view(); }
  /// Events past kMostEvents, which the page does not hold.
  [[nodiscard]] uint64_t left_out() const { return left_out_; }

 private:
  size_t payload(std::string_view text);

  TextBuffer events_;
  TextBuffer payloads_;
  TextMap<std::string, size_t> known_;
  std::array<bool, history::kEventTypes> seen_{};  // by EventType
  size_t count_ = 0;
  uint64_t left_out_ = 0;
  size_t bytes_ = 0;
};

}  // namespace pawl::graph
