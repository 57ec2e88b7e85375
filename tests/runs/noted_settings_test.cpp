#include "runs/noted_settings.h"

#include <doctest/doctest.h>

#include "support/workflow_folder.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;

namespace {

/// A run of `note`, as a history would say it.
replay::RecordedRun recorded(const Value& note) {
  replay::RecordedRun run;
  run.extras = note;
  run.definition = *note.find("definition");
  run.file = std::string(note.find("file")->as_string());
  run.sha256 = std::string(note.find("sha256")->as_string());
  return run;
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("what is noted is read again: a resumed run has the settings it was started with") {
    const WorkflowFolder folder(test::kTaskOfReady);
    folder.write("pawl.yaml", "limits: strict\n");
    RunSettings started;
    started.workflow.bind = {{"Work", "cat"}};
    started.workflow.limits = workflow::LimitPolicy::Off;
    started.bounds.time = "60x";
    const workflow::Workflow workflow = folder.load(started.workflow);
    const Value note = noted_settings(workflow, started);
    CHECK(note.find("vars") == nullptr);
    CHECK(note.find("mocks") == nullptr);
    CHECK(note.find("limits")->as_string() == "off");

    RunSettings given;
    given.bounds.time.clear();
    const auto resumed = resumed_settings(given, recorded(note));
    REQUIRE(resumed);
    CHECK(resumed->workflow.bind == started.workflow.bind);
    CHECK(resumed->workflow.limits == workflow::LimitPolicy::Off);
    CHECK(resumed->workflow.config == folder.path("pawl.yaml"));
    CHECK(resumed->bounds.time == "60x");
    CHECK(changed_settings({{}, recorded(note)}, workflow, *resumed).is_null());
  }

  TEST_CASE("what is given goes before what is noted, and is noted as a change") {
    const WorkflowFolder folder(test::kTaskOfReady);
    RunSettings settings;
    const workflow::Workflow workflow = folder.load();
    const Value note = noted_settings(workflow, settings);
    settings.bounds.time = "skip";
    settings.workflow.bind = {{"Work", "tac"}};
    const auto resumed = resumed_settings(settings, recorded(note));
    REQUIRE(resumed);
    CHECK(resumed->bounds.time == "skip");
    CHECK(to_json(changed_settings({{}, recorded(note)}, workflow, *resumed)) ==
          R"({"time":"skip","bind":{"Work":"tac"}})");
  }

  TEST_CASE("what is not recorded has to be given again") {
    const WorkflowFolder folder(test::kTaskOfReady);
    RunSettings settings;
    settings.workflow.variables = {{"TOKEN", "x"}};
    const Value note = noted_settings(folder.load(settings.workflow), settings);
    CHECK(to_json(*note.find("vars")) == R"(["TOKEN"])");
    const auto missing = resumed_settings({}, recorded(note));
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == workflow::ErrorCode::InvalidArgument);
    CHECK(resumed_settings(settings, recorded(note)).has_value());
  }

  TEST_CASE("first_event_note: the run's names before what all runs of the workflow share") {
    engine::ExecutionInfo info;
    info.name = "r";
    info.type = asl::WorkflowType::Express;
    const Value noted = Value::object({{"time", Value::string("real")}});
    const Value note = first_event_note(noted, info, 18'446'744'073'709'551'615u);
    CHECK(note.find("run")->as_string() == "r");
    CHECK(note.find("type")->as_string() == "EXPRESS");
    CHECK(to_json(*note.find("seed")) == "18446744073709551615");
    CHECK(note.members().back().key.as_string() == "time");
    CHECK(note.find("context") == nullptr);
  }
}
