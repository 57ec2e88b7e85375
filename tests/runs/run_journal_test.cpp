#include "runs/run_journal.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/workflow_folder.h"

using namespace pawl;
using namespace pawl::runs;

namespace {

history::HistoryEvent event(history::EventId id) {
  history::HistoryEvent out;
  out.type = history::EventType::ExecutionAborted;
  out.id = id;
  return out;
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("a history that grows without end is an error, and what is written stays") {
    const testing_support::TemporaryFolder folder;
    test::KeptNotices notices;
    const HistorySettings settings{.place = (folder.path() / "h.jsonl").string()};
    auto place = open_history(settings, "r", RunName::Given, Value(), notices);
    REQUIRE(place.has_value());
    auto journal = RunJournal::open(std::move(*place), settings, notices);
    REQUIRE(journal.has_value());
    (*journal)->limit_to(10'000);
    history::EventId id = 0;
    Result<void> result;
    while (result && id < 1'000) {
      (*journal)->append(event(++id));
      result = (*journal)->flush();
    }
    REQUIRE(!result);
    CHECK(result.error().message.find("--limits off") != std::string::npos);
    CHECK_FALSE((*journal)->commit().has_value());
    journal->reset();
    const std::string text = testing_support::read_text(*settings.place);
    CHECK(text.size() > 10'000);
    CHECK(static_cast<history::EventId>(std::count(text.begin(), text.end(), '\n')) == id);
    CHECK(text.ends_with("}\n"));
  }

  TEST_CASE("the journal writes the history and a file of events") {
    const testing_support::TemporaryFolder folder;
    test::KeptNotices notices;
    HistorySettings settings{.place = (folder.path() / "h.jsonl").string(),
                             .durability = history::Durability::None,
                             .events = (folder.path() / "e.jsonl").string()};
    auto open = open_history(settings, "r", RunName::Given, Value(), notices);
    REQUIRE(open);
    auto journal = RunJournal::open(std::move(*open), settings, notices);
    REQUIRE(journal);
    (*journal)->append(event(1));
    CHECK((*journal)->commit().has_value());
    CHECK((*journal)->close().has_value());
    const std::string written = testing_support::read_text(folder.path() / "h.jsonl");
    CHECK(written.find("\"ExecutionAborted\"") != std::string::npos);
    CHECK(testing_support::read_text(folder.path() / "e.jsonl") == written);
  }

  TEST_CASE("the next event says how a run was resumed, once") {
    test::KeptNotices notices;
    const HistorySettings settings{.place = "none", .durability = history::Durability::None, .events = "-"};
    auto journal = RunJournal::resume(nullptr, settings, notices);
    REQUIRE(journal);
    (*journal)->note(Value::object({{"time", Value::string("skip")}}));
    (*journal)->append(event(1));
    (*journal)->append(event(2));
    CHECK((*journal)->close().has_value());
    const size_t first = notices.events.find("\"resumed\":{\"time\":\"skip\"}");
    CHECK(first != std::string::npos);
    CHECK(notices.events.find("\"resumed\"", first + 1) == std::string::npos);
  }

  TEST_CASE("events never go over something that is no history of pawl") {
    const testing_support::TemporaryFolder folder;
    test::KeptNotices notices;
    const std::string path = folder.write("mine.txt", "mine\n");
    const HistorySettings settings{.place = "none", .events = path};
    CHECK_FALSE(RunJournal::open({{"r", ""}, nullptr}, settings, notices).has_value());
    CHECK(testing_support::read_text(path) == "mine\n");
  }
}
