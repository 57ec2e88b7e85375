// Encoder: HistoryEvents as JSON lines, in one pass, without a JSON tree. Text that a definition fixes is
// rendered once per state; the last payload is kept escaped, since an output and the next input are mostly
// the same value.
#pragma once
#include <string>
#include <vector>

#include "base/text_buffer.h"
#include "history/event.h"

namespace pawl::history {

class Encoder {
 public:
  /// Whether a line ends with its checksum.
  enum class Seal : uint8_t { No, Yes };
  /// Adds the event as one line, newline included.
  void encode(const HistoryEvent& event, TextBuffer& out, Seal seal = Seal::Yes);

 private:
  /// The runs of text between the numbers and payloads of a state's events.
  struct StateText {
    std::string name;             // quoted
    std::string entered;          // "type":"PassStateEntered","id":
    std::string entered_details;  // ,"stateEnteredEventDetails":{"name":"A",
    std::string exited;
    std::string exited_details;
  };
  const StateText& text_of(const asl::State& state);
  void head(const HistoryEvent& event, TextBuffer& out);
  void ids(const HistoryEvent& event, TextBuffer& out);
  void payload(std::string_view member, const Value& value, TextBuffer& out);
  void exited(const HistoryEvent& event, TextBuffer& out);
  void details(const HistoryEvent& event, TextBuffer& out);

  std::vector<StateText> states_;
  Millis second_ = -1;      // of the timestamp in second_text_
  char second_text_[24]{};  // the whole timestamp; the milliseconds are written anew
  bool has_second_ = false;
  /// As text at the end of id_text_; ids mostly grow by one, and links mostly go one back
  EventId last_id_ = 0;
  char id_text_[20]{};
  size_t id_digits_ = 0;
  Value cached_;  // the payload in cached_text_
  TextBuffer cached_text_;
};

}  // namespace pawl::history
