#include "replay/replayer.h"

#include <algorithm>
#include <map>

#include "history/details.h"
#include "history/event_type.h"
#include "history/reader.h"
#include "replay/pass.h"

namespace pawl::replay {

Result<Replayed> replay(const asl::StateMachine& machine, const std::string& path,
                        const ReplayOptions& options) {
  Knowledge known;
  // Each pass but the last learns something: where a redrive began, how the execution was called.
  constexpr int kMostPasses = 10'000;
  for (int i = 0; i < kMostPasses; ++i) {
    Pass pass(machine, path, options, known);
    PAWL_TRY(Replayed replayed, pass.run());
    if (!pass.wants_another()) return replayed;
  }
  return fail("internal error: replaying the history does not come to an end");
}

Result<RecordedRun> read_recorded_run(const std::string& path) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  PAWL_TRY(const auto first, reader.next());
  if (!first) return fail("the history '" + path + "' is empty");
  if (first->type != history::EventType::ExecutionStarted)
    return fail("the history '" + path + "' does not begin with ExecutionStarted");
  RecordedRun run;
  if (const Value* definition = first->pawl.find("definition")) run.definition = *definition;
  run.file = history::text_of(first->pawl, "file");
  run.sha256 = history::text_of(first->pawl, "sha256");
  run.name = history::text_of(first->pawl, "run");
  run.machine = history::text_of(first->pawl, "machine");
  run.extras = first->pawl;
  if (const Value* input = first->details.find("input")) run.input = *input;
  return run;
}

}  // namespace pawl::replay
