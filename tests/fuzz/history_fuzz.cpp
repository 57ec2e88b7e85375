// Histories as they come: whatever the bytes, reading and summing up ends, with events or an error.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "history/event_head.h"
#include "history/event_text.h"
#include "history/summary.h"
#include "history/visit_tracker.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pawl;
  const int fd = ::memfd_create("history", MFD_CLOEXEC);
  if (fd < 0 || ::write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  {
    auto reader = history::Reader::open(path);
    if (!reader) std::abort();
    history::Summarizer summarizer;
    history::VisitTracker tracker;
    for (;;) {
      const auto event = reader->next();
      if (!event || !*event) break;
      summarizer.add(**event);
      tracker.note(**event);
    }
    const history::RunSummary& summary = summarizer.summary();
    for (const history::StateSummary& state : summary.states) {
      if (state.running + state.succeeded + state.caught + state.failed + state.aborted != state.entered)
        std::abort();
    }
  }
  {
    // The quick way to an event's head says what the slow one says.
    auto texts = history::EventTexts::open(path);
    history::HeadReader heads;
    for (;;) {
      const auto text = texts->next();
      if (!text || !*text) break;
      const auto head = heads.read(**text);
      if (!head) continue;
    }
  }
  ::close(fd);
  return 0;
}
