// Histories as they come: whatever the bytes, reading and summing up ends, with events or an error. Seeds:
// seeds.sh.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "history/event_head.h"
#include "history/event_text.h"
#include "history/seal.h"
#include "history/summary.h"
#include "history/timeline.h"
#include "history_mutator.h"
#include "value/dump.h"
#include "value/parse.h"

namespace {

using namespace pawl;

class Memory {
 public:
  explicit Memory(std::string_view bytes) : fd_(::memfd_create("history", MFD_CLOEXEC)) {
    if (fd_ < 0 || ::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      std::abort();
  }
  ~Memory() { ::close(fd_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

/// The number of events that can be read.
size_t read(const std::string& path) {
  auto reader = history::Reader::open(path);
  if (!reader) std::abort();
  history::Summarizer summarizer;
  history::Timeline timeline;
  size_t events = 0;
  for (;; ++events) {
    const auto event = reader->next();
    if (!event || !*event) break;
    summarizer.add(**event);
    const uint32_t visit = timeline.note(**event).visit;
    if (visit != history::Timeline::kNone &&
        timeline.iterations(visit).size() > timeline.block_of(visit).size())
      std::abort();
  }
  for (const history::StateSummary& state : summarizer.summary().states) {
    if (state.running + state.succeeded + state.caught + state.failed + state.aborted != state.entered)
      std::abort();
  }
  return events;
}

/// The quick way to an event's head says what the slow one says, and so does a text without its checksum.
void compare_heads(const std::string& path) {
  auto texts = history::EventTexts::open(path);
  history::HeadReader heads;
  for (;;) {
    const auto text = texts->next();
    if (!text || !*text) return;
    const auto head = heads.read(**text);
    static_cast<void>(history::fits_seal(**text));
    const auto json = try_parse_json(**text);
    const auto event =
        json ? history::event_from_json(*json) : Result<history::RecordedEvent>(fail("no JSON"));
    // Of a member that a line has twice, one way finds the first and the other the last; pawl writes none.
    if (!event || to_json(*json).size() != (*text)->size()) continue;
    if (!head || head->id != event->id || head->type != event->type || head->timestamp != event->timestamp)
      std::abort();
    if (event->pawl.is_object() && event->pawl.find("crc32c") != nullptr) std::abort();
  }
}

/// The same bytes as Windows PowerShell writes them.
std::string utf16(std::string_view text) {
  std::string out = "\xFF\xFE";
  for (const char c : text) out.append({c, '\0'});
  return out;
}

std::string page(std::string_view lines) {
  std::string events;
  for (const std::string& line : fuzz::lines_of(lines)) events += (events.empty() ? "" : ",") + line;
  return "{\"events\":[" + events + "]}";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Memory lines(text);
  static_cast<void>(read(lines.path()));
  compare_heads(lines.path());
  static_cast<void>(read(Memory(utf16(text)).path()));
  static_cast<void>(read(Memory(page(text)).path()));
  return 0;
}
