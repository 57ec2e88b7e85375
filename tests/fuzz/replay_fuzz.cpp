// Records as they come: whatever the events, replaying them ends with the same path, a divergence or an
// error, and what is said to be ready to be resumed is. Seeds: seeds.sh.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "asl/parse.h"
#include "history_mutator.h"
#include "replay/replayer.h"

using namespace pawl;

namespace {

constexpr const char* kDefinition = R"json({"StartAt":"Pass","States":{
  "Pass":{"Type":"Pass","Parameters":{"n.$":"$.n","u.$":"States.UUID()","items.$":"$.items"},"Assign":{"v.$":"$.n"},"Next":"Choice"},
  "Choice":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"Task"}],"Default":"Side"},
  "Task":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","TimeoutSeconds":9,"ResultPath":"$.t","Next":"Wait",
    "Retry":[{"ErrorEquals":["A"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["B"],"ResultPath":"$.e","Next":"Wait"}]},
  "Wait":{"Type":"Wait","Seconds":5,"Next":"Side"},
  "Side":{"Type":"Parallel","ResultPath":"$.s","Next":"Items","Branches":[
    {"StartAt":"L","States":{"L":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:l","End":true}}},
    {"StartAt":"R","States":{"R":{"Type":"Task","Resource":"arn:aws:states:us-east-1:1:activity:r","Next":"RP"},"RP":{"Type":"Pass","End":true}}}]},
  "Items":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ResultPath":"$.i","Next":"Far",
    "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:i","End":true}}}},
  "Far":{"Type":"Map","ItemsPath":"$.items","ResultPath":"$.f","Next":"Query",
    "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"F","States":{"F":{"Type":"Pass","End":true}}}},
  "Query":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input.n + $v %}","Next":"Fail"},
  "Fail":{"Type":"Fail","Error":"E"}}})json";

const asl::StateMachine& machine() {
  static const source::LoadResult loaded = source::read("fuzz", kDefinition, source::Format::Json);
  static const asl::ParseResult parsed = asl::parse(loaded.document);
  if (parsed.machine == nullptr || source::has_errors(parsed.diagnostics)) std::abort();
  return *parsed.machine;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = ::memfd_create("history", MFD_CLOEXEC);
  if (fd < 0 || ::write(fd, data, size) != static_cast<ssize_t>(size)) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  static_cast<void>(replay::read_recorded_run(path));
  history::EventId last = 0;
  const auto follower = [&last](const history::RecordedEvent& event,
                                const std::vector<replay::FieldResult>&) {
    if (event.id <= last) std::abort();
    last = event.id;
    return Result<void>();
  };
  static_cast<void>(replay::replay(machine(), path, {.follower = follower}));
  auto recovered = replay::replay(machine(), path, {.for_resume = true});
  if (recovered && !recovered->divergence && recovered->execution) {
    engine::Execution& execution = *recovered->execution;
    if (recovered->redrive) execution.redrive(std::move(*recovered->redrive), recovered->last_timestamp);
    static_cast<void>(execution.advance(recovered->last_timestamp, 1000));
    for (const replay::PendingCommand& pending : recovered->pending)
      static_cast<void>(execution.resume(pending.command.id, engine::Outcome::failed({"A", "again"}),
                                         recovered->last_timestamp));
    static_cast<void>(execution.advance(recovered->last_timestamp, 1000));
  }
  ::close(fd);
  return 0;
}
