// Workflows made at random (Parallel, Map, Fail, Choice, Wait, tasks that fail, Retry, Catch): what they
// recorded replays, whole and cut after any event, and what was cut can be resumed.
#include <doctest/doctest.h>

#include <random>

#include "replay/replayer.h"
#include "support/definition.h"
#include "support/process.h"
#include "support/scripted_run.h"

using namespace pawl;

namespace {

/// Writes one machine. Its tasks are named T0, T1 … and answer from `script`.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string machine() { return block(0); }
  test::Script script;

 private:
  bool one_in(unsigned n) { return random_() % n == 0; }
  std::string name(std::string_view kind) { return std::string(kind) + std::to_string(names_++); }

  std::string block(int depth) {
    const unsigned count = 1 + static_cast<unsigned>(random_() % 3);
    std::vector<std::string> names;
    for (unsigned i = 0; i < count; ++i) names.push_back(name("S"));
    std::string text = R"({"StartAt":")" + names[0] + R"(","States":{)";
    const std::string fail = name("F");
    for (unsigned i = 0; i < count; ++i) {
      const bool last = i + 1 == count;
      const std::string next = last ? R"("End":true)" : R"("Next":")" + names[i + 1] + '"';
      text += '"' + names[i] + "\":" + state(depth, names[i], next, last ? "" : names[i + 1], fail) + ',';
    }
    return text + '"' + fail + R"(":{"Type":"Fail","Error":"Wrong"}}})";
  }

  std::string state(int depth, const std::string& own, const std::string& next, const std::string& target,
                    const std::string& fail) {
    switch (random_() % (depth < 2 ? 8 : 5)) {
      case 0: return R"({"Type":"Pass",)" + next + "}";
      case 1: return R"({"Type":"Wait","Seconds":)" + std::to_string(random_() % 3) + "," + next + "}";
      case 2:
        if (target.empty() || one_in(3)) return R"({"Type":"Fail","Error":"Failed"})";
        return R"({"Type":"Choice","Choices":[{"Variable":"$","IsNull":)" +
               std::string(one_in(2) ? "true" : "false") + R"(,"Next":")" + fail + R"("}],"Default":")" +
               target + "\"}";
      case 3:
      case 4: return task(own, next, target.empty() ? fail : target);
      case 5: {
        std::string map = R"({"Type":"Map","ItemsPath":"$$.Execution.Input.items","MaxConcurrency":)" +
                          std::to_string(random_() % 3) + R"(,"ItemProcessor":)" + block(depth + 1);
        return map + handlers(target.empty() ? fail : target) + "," + next + "}";
      }
      default: {
        std::string parallel = R"({"Type":"Parallel","Branches":[)";
        const unsigned branches = 1 + static_cast<unsigned>(random_() % 3);
        for (unsigned i = 0; i < branches; ++i) parallel += (i == 0 ? "" : ",") + block(depth + 1);
        return parallel + "]" + handlers(target.empty() ? fail : target) + "," + next + "}";
      }
    }
  }

  std::string task(const std::string& own, const std::string& next, const std::string& target) {
    for (int i = 0; i < 200; ++i) {
      if (one_in(3)) script.fail(own, one_in(2) ? "Busy" : "Broken");
      else if (one_in(9)) script.time_out(own);
      else script.succeed(own, R"({"done":true})");
    }
    return R"({"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{})" +
           handlers(target) + "," + next + "}";
  }

  std::string handlers(const std::string& target) {
    std::string text;
    if (one_in(2))
      text += R"(,"Retry":[{"ErrorEquals":["Busy","Failed"],"IntervalSeconds":1,"MaxAttempts":1}])";
    if (one_in(2)) text += R"(,"Catch":[{"ErrorEquals":["States.ALL"],"Next":")" + target + "\"}]";
    return text;
  }

  std::mt19937 random_;
  unsigned names_ = 0;
};

}  // namespace

TEST_SUITE("replay") {
  TEST_CASE("workflows made at random replay, whole and cut after any event") {
    const testing_support::TemporaryFolder folder;
    size_t forks_that_failed = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
      Generator generator(seed);
      const std::string definition = generator.machine();
      CAPTURE(definition);
      const auto machine = test::machine(definition);
      const test::ScriptedRun run = test::run(*machine, R"({"items":[1,2,3,4]})", generator.script,
                                              {.pawl = test::json(R"({"format":1,"seed":1})")});
      forks_that_failed += run.types().find("StateFailed") != std::string::npos;

      std::string text;
      for (const std::string& line : run.lines) text += line + "\n";
      const auto whole = replay::replay(*machine, folder.write("whole.jsonl", text));
      REQUIRE_MESSAGE(whole, (whole ? "" : whole.error().message));
      REQUIRE(!whole->divergence);
      CHECK(whole->status == run.status);
      CHECK(whole->events == run.lines.size());

      text.clear();
      for (size_t n = 1; n < run.lines.size(); ++n) {
        text += run.lines[n - 1] + "\n";
        CAPTURE(n);
        auto cut = replay::replay(*machine, folder.write("cut.jsonl", text), {.for_resume = true});
        REQUIRE_MESSAGE(cut, (cut ? "" : cut.error().message));
        REQUIRE(!cut->divergence);
        // Cut within the step that ends the execution, it stands before that step.
        if (cut->redrive) cut->execution->redrive(std::move(*cut->redrive), cut->last_timestamp);
        else CHECK(cut->events == n);
        for (const replay::PendingCommand& pending : cut->pending) {
          if (!cut->execution->awaits(pending.command.id)) continue;
          CHECK(cut->execution->resume(pending.command.id,
                                       pending.command.type == engine::Command::Type::StartTimer
                                           ? engine::Outcome::timer_fired()
                                           : engine::Outcome::failed({"Broken", ""}),
                                       cut->last_timestamp));
        }
        while (cut->execution->advance(cut->last_timestamp) == engine::Progress::More) {
        }
      }
    }
    CHECK(forks_that_failed > 20);  // else this tests too little
  }
}
