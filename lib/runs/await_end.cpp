#include "runs/await_end.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/printable.h"
#include "history/run_store.h"
#include "runtime/interrupts.h"

namespace pawl::runs {

Result<OtherEnd> await_end(const HistoryPlace& place, std::string_view label, Notices& notices) {
  constexpr auto kPoll = std::chrono::milliseconds(50);
  constexpr int kPollsBetweenLooks = 20;
  notices.info(fmt::format("{}the run '{}' with the same input is running already: waiting for its end",
                           label, printable(place.run)));
  runtime::Interrupts interrupts;
  bool is_told = false;
  const history::RunFiles files{place.run, "", place.file};
  for (int polls = 1; history::is_being_written(place.file); ++polls) {
    if (interrupts.count() > 0) return OtherEnd{interrupts.first_signal(), {}};
    const int pid = is_told || polls % kPollsBetweenLooks != 0 ? 0 : history::writer_of(files);
    if (pid != 0 && history::is_stopped(pid)) {
      is_told = true;
      notices.warning(
          fmt::format("{0}process {1}, which runs '{2}', is stopped: `kill -CONT {1}` continues it", label,
                      pid, printable(place.run)));
    }
    std::this_thread::sleep_for(kPoll);
  }
  PAWL_TRY(history::Reader reader, history::Reader::open(place.file));
  PAWL_TRY(history::RunSummary summary, history::summarize(reader));
  return OtherEnd{0, std::move(summary)};
}

}  // namespace pawl::runs
