#include "replay/replayer.h"

#include <cstring>
#include <vector>

#include "base/file_access.h"
#include "history/details.h"
#include "history/event_type.h"
#include "history/reader.h"
#include "history/redrives.h"
#include "history/seal.h"
#include "replay/replay_pass.h"
#include "value/parse.h"

namespace pawl::replay {

namespace {

constexpr std::string_view kResumed = "\"resumed\":";

}  // namespace

Result<history::EventTexts> open_texts(const std::string& path, const ReplaySettings& options) {
  if (options.child == nullptr) return history::EventTexts::open(path);
  return history::EventTexts::of_lines(path, options.child->lines);
}

Result<history::Redrives> redrives_of(const std::string& path, const ReplaySettings& options,
                                      history::EventId before) {
  if (options.child == nullptr) return history::read_redrives(path, before);
  PAWL_TRY(history::EventTexts texts, open_texts(path, options));
  return history::read_redrives(std::move(texts), before);
}

Result<Replayed> replay(const asl::StateMachine& machine, const std::string& path,
                        const ReplaySettings& options) {
  Knowledge known;
  if (options.for_resume) {
    known.stop_at = options.from;
    // Undone events do not matter for a resume: they are not compared.
    PAWL_TRY(known.skipped, redrives_of(path, options, options.from));
  }
  // Each pass but the last finds out something: a redrive, a name.
  constexpr int kMostPasses = 10'000;
  for (int i = 0; i < kMostPasses; ++i) {
    ReplayPass pass(machine, path, options, known);
    PAWL_TRY(Replayed replayed, pass.run());
    if (!pass.wants_another()) return replayed;
  }
  return fail("internal error: replaying the history does not come to an end");
}

namespace {

/// Adds what later resumes changed: the first event after a resume records it.
Result<Value> with_resumes(const std::string& path, Value extras) {
  if (!file_holds(path, kResumed)) return extras;
  PAWL_TRY(history::EventTexts texts, history::EventTexts::open(path));
  for (;;) {
    PAWL_TRY(const auto text, texts.next());
    if (!text) return extras;
    if (::memmem(text->data(), text->size(), kResumed.data(), kResumed.size()) == nullptr) continue;
    const auto json = try_parse_json(*text);
    const Value* pawl = json ? json->find("pawl") : nullptr;
    const Value* resumed = pawl != nullptr ? pawl->find("resumed") : nullptr;
    if (resumed == nullptr || !resumed->is_object()) continue;
    ObjectBuilder merged(extras, resumed->size());
    for (const Member& member : resumed->members()) merged.set(member.key, member.value);
    extras = merged.finish();
  }
}

}  // namespace

Result<RecordedRun> read_recorded_run(const std::string& path) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  PAWL_TRY(const auto first, reader.next());
  if (const size_t line = reader.faults().damaged_line; line != 0)
    return fail(path + ":" + std::to_string(line) + ": " + std::string(history::kSealFault));
  if (!first)
    return fail("the history '" + path + "' is empty: its run or its export failed before the first event");
  if (first->type != history::EventType::ExecutionStarted)
    return fail("the history '" + path + "' does not begin with ExecutionStarted");
  RecordedRun run;
  run.extras = first->pawl;
  if (run.extras.is_object()) {
    PAWL_TRY(run.extras, with_resumes(path, first->pawl));
  }
  if (const Value* definition = run.extras.find("definition")) run.definition = *definition;
  run.file = text_of(run.extras, "file");
  run.sha256 = text_of(run.extras, "sha256");
  run.name = text_of(run.extras, "run");
  run.machine = text_of(run.extras, "machine");
  if (const Value* input = first->details.find("input")) run.input = *input;
  return run;
}

}  // namespace pawl::replay
