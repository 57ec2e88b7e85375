#include "runs/history_place.h"

#include <doctest/doctest.h>

#include "support/workflow_folder.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;

namespace {

constexpr auto kGiven = RunName::Given;

/// A run of the folder's definition, to its end.
RunEnd run_once(const WorkflowFolder& folder, const std::string& name) {
  const workflow::Workflow workflow = folder.load();
  test::KeptNotices notices;
  Launcher launcher(workflow, folder.settings(), notices);
  auto run = launcher.prepare({.name = name, .name_kind = kGiven, .label = "", .number = 0}, Value());
  REQUIRE(run);
  return carry_out(std::move(*run), nullptr);
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("open_history: none, a file, a folder of runs") {
    const testing_support::TemporaryFolder folder;
    test::KeptNotices notices;
    HistorySettings settings{.place = "none"};
    auto none = open_history(settings, "r", kGiven, Value(), notices);
    REQUIRE(none);
    CHECK(none->writer == nullptr);
    CHECK(none->place.file.empty());

    settings.place = (folder.path() / "h.jsonl").string();
    auto file = open_history(settings, "r", kGiven, Value(), notices);
    REQUIRE(file);
    CHECK_FALSE(file->place.has_folder);
    CHECK(run_folder(file->place).empty());
    const auto taken = open_history(settings, "r", kGiven, Value(), notices);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == workflow::ErrorCode::RunIsRunning);

    settings.place = (folder.path() / "runs").string() + "/";
    auto in_folder = open_history(settings, "r", kGiven, Value(), notices);
    REQUIRE(in_folder);
    CHECK(in_folder->place.file == *settings.place + "r/history.jsonl");
    CHECK(run_folder(in_folder->place) == *settings.place + "r");
    CHECK(resume_argument(in_folder->place) == in_folder->place.file);
    CHECK(remove_empty(in_folder->place));
    CHECK_FALSE(std::filesystem::exists(*settings.place + "r"));
    CHECK(notices.said.empty());
  }

  TEST_CASE("open_history: a generated name that is taken gets a number, a given one is refused") {
    const WorkflowFolder folder(test::kPass);
    CHECK(run_once(folder, "r").result.has_value());
    test::KeptNotices notices;
    const HistorySettings settings{.place = folder.path("runs")};
    const auto numbered = open_history(settings, "r", RunName::Generated, Value(), notices);
    REQUIRE(numbered);
    CHECK(numbered->place.run == "r-2");
    const auto given = open_history(settings, "r", kGiven, Value(), notices);
    REQUIRE_FALSE(given);
    CHECK(given.error().code == workflow::ErrorCode::RunExists);
    CHECK(given.error().message.find("with the same input, and it is SUCCEEDED") != std::string::npos);
    const auto other = open_history(settings, "r", kGiven, Value::integer(1), notices);
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find("with another input") != std::string::npos);
  }

  TEST_CASE("open_history: a file is written over only if it is the history of a run that has ended") {
    const WorkflowFolder folder(test::kPass);
    const RunEnd end = run_once(folder, "r");
    test::KeptNotices notices;
    CHECK(open_history({.place = end.place.file}, "s", kGiven, Value(), notices).has_value());
    const std::string notes = folder.folder.write("notes.txt", "mine\n");
    CHECK_FALSE(open_history({.place = notes}, "s", kGiven, Value(), notices).has_value());
    CHECK(testing_support::read_text(notes) == "mine\n");
  }
}
