#include "replay/replayer.h"

#include <algorithm>
#include <map>

#include "history/event_type.h"
#include "history/reader.h"
#include "replay/pass.h"

namespace pawl::replay {

Result<Replayed> replay(const asl::StateMachine& machine, const std::string& path,
                        const ReplayOptions& options) {
  PAWL_TRY(const RecordFile file, RecordFile::open(path));
  Knowledge known;
  // Each pass but the last learns something: where a redrive began, how the execution was called.
  constexpr int kMostPasses = 10'000;
  for (int i = 0; i < kMostPasses; ++i) {
    Pass pass(machine, file.path(), options, known);
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
  const auto text = [&](std::string_view member) {
    const Value* value = first->pawl.find(member);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
  };
  if (const Value* definition = first->pawl.find("definition")) run.definition = *definition;
  run.file = text("file");
  run.sha256 = text("sha256");
  run.name = text("run");
  run.machine = text("machine");
  run.extras = first->pawl;
  if (const Value* input = first->details.find("input")) run.input = *input;
  return run;
}

}  // namespace pawl::replay
