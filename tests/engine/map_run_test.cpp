// A Distributed Map as the engine sees it: what it asks the driver for, what its children get, what the state
// makes of their end.
#include <doctest/doctest.h>

#include "engine/execution.h"
#include "history/event_type.h"
#include "support/scripted_run.h"
#include "value/dump.h"

using namespace pawl;
using engine::Command;
using engine::Execution;
using engine::MapItem;
using engine::MapRunPlan;
using engine::Outcome;

namespace {

struct Names : history::EventSink {
  void append(const history::HistoryEvent& event) override {
    text += (text.empty() ? "" : " ") + std::string(name_of(event.type));
  }
  std::string text;
};

std::string map_definition(const std::string& fields, const std::string& language = "JSONPath") {
  return R"({"QueryLanguage":")" + language + R"(","StartAt":"M","States":{"M":{"Type":"Map",)" + fields +
         R"("ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P",
           "States":{"P":{"Type":"Pass","End":true}}},"Next":"Done"},"Done":{"Type":"Succeed"}}})";
}

/// An execution that has run up to its map run, or has failed before it.
struct Started {
  explicit Started(const std::string& definition, std::string_view input = "{}")
      : machine(test::machine(definition)),
        execution(*machine,
                  {.name = "run",
                   .id = "arn:aws:states:us-east-1:123456789012:execution:SM:run",
                   .state_machine_name = "SM",
                   .state_machine_id = "arn:aws:states:us-east-1:123456789012:stateMachine:SM"},
                  {}, 1, &names) {
    execution.start(test::json(input), 0);
    (void)execution.advance(0);
    for (Command& one : execution.take_commands()) command = std::move(one);
  }
  const MapRunPlan& plan() const {
    REQUIRE(command.map_run != nullptr);
    return *command.map_run;
  }
  std::string input_for(const MapItem& item) {
    auto input = execution.item_input(command.id, item);
    return input ? to_json(*input) : input.error()->error.cause.value_or("");
  }
  std::string end(Outcome outcome) {
    CHECK(execution.resume(command.id, std::move(outcome), 5));
    (void)execution.advance(5);
    if (execution.status() == engine::Status::Succeeded) return to_json(execution.output());
    return execution.error().error.value_or("") + ": " + execution.error().cause.value_or("");
  }
  std::string failure() const {
    return execution.error().error.value_or("") + ": " + execution.error().cause.value_or("");
  }

  std::unique_ptr<asl::StateMachine> machine;
  Names names;
  Execution execution;
  Command command;
};

constexpr std::string_view kAt =
    "An error occurred while executing the state 'M' (entered at the event id #2). ";
constexpr std::string_view kUntilStarted = "ExecutionStarted MapStateEntered MapStateStarted";

std::string without_place(const std::string& failure) {
  const size_t at = failure.find(kAt);
  REQUIRE(at != std::string::npos);
  return failure.substr(0, at) + failure.substr(at + kAt.size());
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("a map run's plan holds all that the driver needs, evaluated") {
    const Started run(
        map_definition(R"("Label":"L","MaxConcurrencyPath":"$.most","ToleratedFailureCountPath":"$.t",
      "ToleratedFailurePercentage":12.5,
      "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket.$":"$.b","Key":"k"},
        "ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItemsPath":"$.n"}},
      "ItemBatcher":{"MaxItemsPerBatchPath":"$.n","MaxInputBytesPerBatch":1000,"BatchInput":{"run.$":"$$.Execution.Name"}},
      "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket.$":"$.b","Prefix":"out"}},)"),
        R"({"most":3,"t":2,"b":"data","n":7})");
    const MapRunPlan& plan = run.plan();
    CHECK(plan.state->name == "M");
    CHECK(plan.arn.starts_with("arn:aws:states:us-east-1:123456789012:mapRun:SM/L:"));
    CHECK(plan.items.is_null());
    CHECK(to_json(plan.reader_arguments) == R"({"Bucket":"data","Key":"k"})");
    CHECK(plan.max_items == 7);
    CHECK(plan.max_concurrency == 3);
    CHECK(plan.tolerates_count);
    CHECK(plan.tolerated_failure_count == 2);
    CHECK(plan.tolerates_percentage);
    CHECK(plan.tolerated_failure_percentage == 12.5);
    CHECK(plan.max_items_per_batch == 7);
    CHECK(plan.max_input_bytes_per_batch == 1000);
    REQUIRE(plan.batch_input.has_value());
    CHECK(to_json(*plan.batch_input) == R"({"run":"run"})");
    CHECK(to_json(plan.writer_arguments) == R"({"Bucket":"data","Prefix":"out"})");
    CHECK(plan.redrives == 0);
    CHECK(run.names.text == std::string(kUntilStarted) + " MapRunStarted");
  }

  TEST_CASE("a map run's plan in JSONata; what is absent") {
    const Started run(map_definition(R"("Items":"{% $states.input.l %}","MaxConcurrency":"{% 1 + 1 %}",
      "ItemBatcher":{"MaxItemsPerBatch":"{% $count($states.input.l) %}"},
      "ResultWriter":{"WriterConfig":{"OutputType":"JSONL"}},)",
                                     "JSONata"),
                      R"({"l":{"a":1,"b":2,"c":3}})");
    const MapRunPlan& plan = run.plan();
    CHECK(to_json(plan.items) == R"({"a":1,"b":2,"c":3})");
    CHECK(plan.max_concurrency == 2);
    CHECK(!plan.tolerates_count);
    CHECK(!plan.tolerates_percentage);
    CHECK(!plan.max_items);
    CHECK(plan.max_items_per_batch == 1);
    CHECK(!plan.max_input_bytes_per_batch);
    CHECK(!plan.batch_input.has_value());
    CHECK(plan.reader_arguments.is_null());
    CHECK(plan.writer_arguments.is_null());
  }

  TEST_CASE("the fields of a map run are reported at their places in the state") {
    struct Fields : engine::DataFlowObserver {
      void evaluated(const engine::Frame&, std::string_view field, const Value& value) override {
        text += std::string(field) + "=" + to_json(value) + " ";
      }
      void failed(const engine::Frame&, const engine::Failure& failure) override {
        text += failure.field + " failed";
      }
      std::string text;
    };
    const auto machine = test::machine(map_definition(R"("MaxConcurrencyPath":"$.n",
      "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},
        "ReaderConfig":{"InputType":"JSON","MaxItemsPath":"$.n"}},
      "ItemBatcher":{"MaxItemsPerBatchPath":"$.n","BatchInput":{"x.$":"$.x"}},
      "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket.$":"$.b","Prefix":"p"}},)"));
    Fields fields;
    Execution execution(*machine, {}, {}, 1, nullptr);
    execution.set_observer(&fields);
    execution.start(test::json(R"({"n":2,"x":3})"), 0);
    (void)execution.advance(0);
    CHECK(
        fields.text ==
        R"(MaxConcurrencyPath=2 ItemReader.Parameters={"Bucket":"b","Key":"k"} ItemReader.ReaderConfig.MaxItemsPath=2 )"
        R"(ItemBatcher.MaxItemsPerBatchPath=2 ItemBatcher.BatchInput={"x":3} ResultWriter.Parameters failed)");
  }

  TEST_CASE("what is wrong with the items shows before MapStateStarted, the other fields after it") {
    const auto fails = [](const std::string& fields, std::string_view input) {
      const Started run(map_definition(fields), input);
      CHECK(run.command.map_run == nullptr);
      return run.names.text + " | " + without_place(run.failure());
    };
    CHECK(
        fails(R"("ItemsPath":"$.l",)", R"({"l":7})") ==
        R"(ExecutionStarted MapStateEntered ExecutionFailed | States.Runtime: Reference path "$.l" must point to array.)");
    const std::string after = std::string(kUntilStarted) + " ExecutionFailed | States.Runtime: ";
    CHECK(fails(R"("ItemsPath":"$.l","MaxConcurrencyPath":"$.n",)", R"({"l":[],"n":"x"})") ==
          after + R"(The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.n)");
    const std::string reader =
        R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key.$":"$.k"},
          "ReaderConfig":{"InputType":"JSON","MaxItemsPath":"$.n"}},)";
    CHECK(
        fails(reader, R"({"n":1})") ==
        after +
            R"(The JSONPath '$.k' specified for the field 'Key.$' could not be found in the input '{"n":1}')");
    CHECK(fails(reader, R"({"k":"k","n":1.5})") ==
          after + R"(The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.n)");
    CHECK(fails(R"("ItemBatcher":{"MaxItemsPerBatchPath":"$.n"},"ItemsPath":"$.l",)", R"({"l":[],"n":0})") ==
          after + "MaxItemsPerBatch must be positive.");
    // A path may lead to a number written as a text.
    const Started text(
        map_definition(
            R"("MaxConcurrencyPath":"$.n","ToleratedFailurePercentagePath":"$.p","ItemsPath":"$.l",)"),
        R"({"l":[],"n":"12","p":"2.5"})");
    CHECK(text.plan().max_concurrency == 12);
    CHECK(text.plan().tolerated_failure_percentage == 2.5);
    CHECK(fails(R"("ItemsPath":"$.l","MaxConcurrencyPath":"$.n",)", R"({"l":[],"n":"1 "})") ==
          after + R"(The MaxConcurrencyPath field refers to value "1 " which is not a valid integer: $.n)");
    // A negative MaxItems is the reader's to refuse.
    CHECK(Started(map_definition(reader), R"({"k":"k","n":-1})").plan().max_items == -1);
  }

  TEST_CASE("a child gets the item itself where there is no ItemSelector") {
    Started run(map_definition(""), R"([1])");
    const Value item = test::json(R"({"a":[1,2]})");
    CHECK(run.input_for({.index = 3, .value = item}) == R"({"a":[1,2]})");
  }

  TEST_CASE("ItemSelector sees the item, its place and its source, and the Map's input") {
    Started run(map_definition(R"("InputPath":"$.in","ItemsPath":"$.l",
      "ItemSelector":{"item.$":"$$.Map.Item","state.$":"$$.State.Name","all.$":"$.x"},)"),
                R"({"in":{"l":[],"x":"y"}})");
    CHECK(run.input_for({.index = 0, .value = test::json("[1]")}) ==
          R"({"item":{"Index":0,"Value":[1],"Source":"STATE_DATA"},"state":"M","all":"y"})");
    const Value key = Value::string("k");
    CHECK(
        run.input_for({.index = 41,
                       .key = &key,
                       .value = test::json(R"({"Key":"k","Value":5})"),
                       .source = "s3://bucket/a/long/key.json"}) ==
        R"({"item":{"Index":41,"Key":"k","Value":5,"Source":"s3://bucket/a/long/key.json"},"state":"M","all":"y"})");
    CHECK(run.input_for({.index = 1, .value = Value(), .source = "s3://other"}) ==
          R"({"item":{"Index":1,"Value":null,"Source":"s3://other"},"state":"M","all":"y"})");

    Started jsonata(map_definition(R"("Items":"{% $states.input.l %}",
      "ItemSelector":{"v":"{% $states.context.Map.Item.Value * $states.input.by %}"},)",
                                   "JSONata"),
                    R"({"l":[],"by":10})");
    CHECK(jsonata.input_for({.index = 0, .value = test::json("4")}) == R"({"v":40})");
  }

  TEST_CASE("an ItemSelector that fails names the state and what it looked for") {
    Started run(map_definition(R"("ItemsPath":"$.l","ItemSelector":{"k.$":"$$.Map.Item.Value.k"},)"),
                R"({"l":[]})");
    CHECK(run.input_for({.index = 0, .value = test::json(R"({"k":1})")}) == R"({"k":1})");
    CHECK(run.input_for({.index = 1, .value = test::json("{}")}).starts_with(kAt));
    CHECK(run.input_for({.index = 2, .value = test::json(R"({"k":3})")}) == R"({"k":3})");
  }

  TEST_CASE("random numbers of an ItemSelector depend on the item, not on the order") {
    const std::string fields = R"j("ItemsPath":"$.l","ItemSelector":{"id.$":"States.UUID()"},)j";
    Started forwards(map_definition(fields), R"({"l":[]})");
    Started backwards(map_definition(fields), R"({"l":[]})");
    const std::string first = forwards.input_for({.index = 0});
    const std::string second = forwards.input_for({.index = 1});
    CHECK(first != second);
    CHECK(backwards.input_for({.index = 1}) == second);
    CHECK(backwards.input_for({.index = 0}) == first);
  }

  TEST_CASE("the state makes its output of the children's result") {
    Started run(
        map_definition(R"("ResultSelector":{"first.$":"$[0]"},"ResultPath":"$.r","ItemsPath":"$.l",)"),
        R"({"l":[1]})");
    CHECK(run.end(Outcome::succeeded(test::json("[10,20]"))) == R"({"l":[1],"r":{"first":10}})");
    CHECK(run.names.text == std::string(kUntilStarted) +
                                " MapRunStarted MapRunSucceeded MapStateSucceeded MapStateExited "
                                "SucceedStateEntered SucceedStateExited ExecutionSucceeded");
  }

  TEST_CASE("a map run that fails: MapRunFailed, then Retry and Catch, except of States.Runtime") {
    const engine::StateError too_many{"States.ExceedToleratedFailureThreshold",
                                      "The specified tolerated failure threshold was exceeded"};
    const std::string catcher =
        R"("Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"Done"}],)";
    Started plain(map_definition(""), "[1]");
    CHECK(plain.end(Outcome::failed(too_many)) ==
          "States.ExceedToleratedFailureThreshold: The specified tolerated failure threshold was exceeded");
    CHECK(plain.names.text ==
          std::string(kUntilStarted) + " MapRunStarted MapRunFailed MapStateFailed ExecutionFailed");

    Started caught(map_definition(R"("ItemsPath":"$.l",)" + catcher), R"({"l":[1]})");
    CHECK(caught.end(Outcome::failed({"States.ItemReaderFailed", "no"})) ==
          R"({"l":[1],"e":{"Error":"States.ItemReaderFailed","Cause":"no"}})");

    Started fatal(map_definition(R"("ItemsPath":"$.l",)" + catcher), R"({"l":[1]})");
    CHECK(fatal.end(Outcome::failed({"States.Runtime", "no"})) == "States.Runtime: no");
    CHECK(fatal.names.text == std::string(kUntilStarted) + " MapRunStarted MapRunFailed ExecutionFailed");

    // A retry is another map run.
    Started retried(map_definition(R"("Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],)"), "[1]");
    const std::string first_arn = retried.plan().arn;
    (void)retried.end(Outcome::failed(too_many));
    auto commands = retried.execution.take_commands();
    REQUIRE(commands.size() == 1);
    CHECK(retried.execution.resume(commands[0].id, Outcome::timer_fired(), 1005));
    (void)retried.execution.advance(1005);
    commands = retried.execution.take_commands();
    REQUIRE(commands.size() == 1);
    REQUIRE(commands[0].map_run != nullptr);
    CHECK(commands[0].map_run->arn != first_arn);
  }

  TEST_CASE("a redriven map run keeps its ARN and its items") {
    Started run(
        map_definition(R"("ItemsPath":"$.l","ItemSelector":{"i.$":"$$.Map.Item.Index","x.$":"$.x"},)"),
        R"({"l":[1,2],"x":3})");
    const std::string arn = run.plan().arn;
    run.execution.redrive({.event = 9, .count = 2}, 100);
    auto commands = run.execution.take_commands();
    REQUIRE(commands.size() == 1);
    run.command = std::move(commands.back());
    CHECK(run.plan().arn == arn);
    CHECK(run.plan().redrives == 2);
    CHECK(to_json(run.plan().items) == "[1,2]");
    CHECK(run.input_for({.index = 1}) == R"({"i":1,"x":3})");
  }
}

namespace {

constexpr std::string_view kParent =
    R"j({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{
        "A":{"Type":"Pass","Parameters":{"id.$":"$$.Execution.Id","machine.$":"$$.StateMachine.Id","in.$":"$$.Execution.Input",
          "r.$":"States.UUID()"},"ResultPath":"$.a","Next":"T"},
        "T":{"Type":"Task","Resource":"exec:t","ResultPath":"$.t","End":true}}}}}})j";

engine::ExecutionInfo child_info(const std::string& name) {
  return {.name = name,
          .id = "arn:execution:SM/M:" + name,
          .state_machine_name = "SM/M",
          .state_machine_id = "arn:stateMachine:SM/M"};
}

/// Runs a child that has been started, its task answering `answer`; the count of its task in between.
std::string run_child(Execution& child, std::string_view answer, uint32_t* invocation = nullptr) {
  CHECK(child.advance(7) == engine::Progress::Idle);
  auto commands = child.take_commands();
  REQUIRE(commands.size() == 1);
  if (invocation != nullptr) *invocation = commands[0].invocation;
  CHECK(child.resume(commands[0].id, Outcome::succeeded(test::json(answer)), 7));
  CHECK(child.advance(7) == engine::Progress::Finished);
  return to_json(child.output());
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("an execution over a Map's processor; restarted it is as good as a new one") {
    const auto machine = test::machine(kParent);
    const asl::Block& processor = std::get<asl::Map>(machine->block.start_at->kind).item_processor;
    Names again_names;
    Execution again(*machine, processor, child_info("first"), {}, 1, &again_names);
    again.start(test::json(R"({"n":0})"), 7);
    const std::string first = run_child(again, "1");
    CHECK(first.starts_with(
        R"({"n":0,"a":{"id":"arn:execution:SM/M:first","machine":"arn:stateMachine:SM/M","in":{"n":0},"r":")"));
    CHECK(first.ends_with(R"("},"t":1})"));

    for (const char* const name : {"second", "third"}) {
      Names names;
      Execution fresh(*machine, processor, child_info(name), {}, 2, &names);
      fresh.start(test::json(R"({"n":1})"), 7);
      again_names.text.clear();
      again.restart(child_info(name), 2);
      CHECK(again.status() == engine::Status::Running);
      CHECK(again.next_event() == 1);
      again.start(test::json(R"({"n":1})"), 7);
      CHECK(run_child(again, "2") == run_child(fresh, "2"));
      CHECK(again_names.text == names.text);
      CHECK(again.transitions() == 2);
    }
  }

  TEST_CASE("a child that was left in the middle starts anew, without its parts of before") {
    const auto machine = test::machine(kParent);
    const asl::Block& processor = std::get<asl::Map>(machine->block.start_at->kind).item_processor;
    Execution child(*machine, processor, child_info("first"), {}, 1, nullptr);
    child.start(test::json("{}"), 0);
    (void)child.advance(0);  // waits for its task
    child.abort({}, 0);
    CHECK(child.status() == engine::Status::Aborted);
    child.restart(child_info("second"), 1);
    CHECK(!child.has_commands());
    child.start(test::json("{}"), 0);
    CHECK(run_child(child, "3").ends_with(R"("t":3})"));
    CHECK(!child.error().error);
  }

  TEST_CASE("children and their parent count the starts of tasks together") {
    const auto machine = test::machine(kParent);
    const asl::Block& processor = std::get<asl::Map>(machine->block.start_at->kind).item_processor;
    Execution parent(*machine, child_info("parent"), {}, 1, nullptr);
    Execution child(*machine, processor, child_info("child"), {}, 1, nullptr);
    Execution grandchild(*machine, processor, child_info("grandchild"), {}, 1, nullptr);
    child.count_invocations_with(parent);
    grandchild.count_invocations_with(child);
    uint32_t count = 7;
    for (uint32_t i = 0; i < 3; ++i) {
      Execution& one = i == 1 ? grandchild : child;
      one.restart(child_info("next"), i);
      one.start(test::json("{}"), 0);
      (void)run_child(one, "1", &count);
      CHECK(count == i);
    }
  }
}
