// The journal of a Map Run: written, read, gone on with, summed up.
#include "history/map_run_journal.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "history/map_run_summary.h"
#include "support/process.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::history;
namespace fs = std::filesystem;
using enum EventType;

namespace {

const MapRunHead kHead{.arn = "arn:mapRun:M/Each:u-u-i-d",
                       .state = "Each",
                       .event = 4,
                       .express = false,
                       .started = 1'789'180'622'000,
                       .max_concurrency = 40,
                       .tolerated_failure_count = 2,
                       .tolerated_failure_percentage = 12.5,
                       .source = items::SourceStamp{"s3://in/f", 12, 1'789'180'622'000'000'001, "abc"}};

HistoryEvent event(EventType type, EventId id, Millis after) {
  return {.type = type, .id = id, .previous = id - 1, .timestamp = kHead.started + after};
}

std::unique_ptr<MapRunJournal> create(const std::string& path) {
  auto journal = MapRunJournal::create(path, Durability::None, kHead);
  REQUIRE_MESSAGE(journal.has_value(), journal.error().message);
  return std::move(*journal);
}

/// Child 0 has all its events and succeeds, 1 fails, 2 runs, 3 has only its end.
void fill(MapRunJournal& journal) {
  const Value data = Value::integer(7);
  const asl::StateError error{"Boom", "why"};
  HistoryEvent started = event(ExecutionStarted, 1, 1);
  started.data = &data;
  HistoryEvent succeeded = event(ExecutionSucceeded, 2, 5);
  succeeded.data = &data;
  HistoryEvent failed = event(ExecutionFailed, 2, 6);
  failed.error = &error;
  journal.append(0, started);
  journal.append(1, started);
  journal.append(2, started);
  journal.append(0, succeeded);
  journal.append(1, failed);
  journal.append_end(3, kHead.started + 2, succeeded);
}

MapRunSummary summed_up(const std::string& path) {
  auto reader = MapRunReader::open(path);
  REQUIRE_MESSAGE(reader.has_value(), reader.error().message);
  auto summary = summarize(*reader);
  REQUIRE_MESSAGE(summary.has_value(), summary.error().message);
  return std::move(*summary);
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("a Map Run's journal says what it was given, line by line") {
    const testing_support::TemporaryFolder folder;
    const std::string path = map_run_journal_path(folder.path().string(), "Each one/..", 4);
    CHECK(path == (folder.path() / "Each_one___-4.jsonl").string());
    {
      const auto journal = create(path);
      fill(*journal);
      REQUIRE(journal->close().has_value());
    }
    auto reader = MapRunReader::open(path);
    REQUIRE(reader.has_value());
    CHECK(reader->head() == kHead);
    std::string lines;
    for (;;) {
      const auto line = reader->next();
      REQUIRE(line.has_value());
      if (!*line) break;
      lines += std::to_string(*(*line)->child) + " " + std::string(name_of((*line)->event.type)) +
               ((*line)->started() ? " only" : "") + "\n";
    }
    CHECK(lines ==
          "0 ExecutionStarted\n1 ExecutionStarted\n2 ExecutionStarted\n0 ExecutionSucceeded\n1 "
          "ExecutionFailed\n"
          "3 ExecutionSucceeded only\n");
    CHECK(reader->whole_bytes() == fs::file_size(path));
    CHECK(reader->faults().damaged_line == 0);
    CHECK(map_run_journals(folder.path().string()) == std::vector<std::string>{path});
    CHECK(map_run_journals("/nowhere").empty());
  }

  TEST_CASE("a journal is gone on with behind its last whole line") {
    const testing_support::TemporaryFolder folder;
    const std::string path = map_run_journal_path(folder.path().string(), "Each", 4);
    {
      const auto journal = create(path);
      fill(*journal);
      CHECK_FALSE(MapRunJournal::create(path, Durability::None, kHead).has_value());  // it has its writer
      REQUIRE(journal->close().has_value());
    }
    std::ofstream(path, std::ios::app) << R"({"timestamp":"2026-)";
    auto reader = MapRunReader::open(path);
    REQUIRE(reader.has_value());
    while (*reader->next()) {
    }
    CHECK(reader->faults().torn);
    {
      const auto journal =
          MapRunJournal::reopen(path, Durability::None, reader->whole_bytes(), reader->ends_with_newline());
      REQUIRE_MESSAGE(journal.has_value(), journal.error().message);
      const Value data = Value::integer(1);
      HistoryEvent succeeded = event(ExecutionSucceeded, 2, 9);
      succeeded.data = &data;
      (*journal)->append(2, succeeded);
      (*journal)->append_run(event(MapRunFailed, 2, 1000), 10);
      REQUIRE((*journal)->close().has_value());
    }
    const MapRunSummary summary = summed_up(path);
    CHECK(summary.status == RunStatus::Failed);
    CHECK(summary.counts.succeeded == 3);
    CHECK(summary.counts.pending == 6);
    CHECK(summary.rate() == doctest::Approx(4));
  }

  TEST_CASE("a Map Run is summed up, also after a redrive") {
    const testing_support::TemporaryFolder folder;
    const std::string path = map_run_journal_path(folder.path().string(), "Each", 4);
    const auto journal = create(path);
    fill(*journal);
    REQUIRE(journal->flush().has_value());
    MapRunSummary summary = summed_up(path);
    CHECK(summary.status == RunStatus::Running);
    CHECK(summary.counts.total == 4);
    CHECK(summary.counts.running == 1);
    CHECK(summary.counts.succeeded == 2);
    CHECK(summary.counts.failed == 1);
    REQUIRE(summary.unsuccessful.size() == 1);
    CHECK(summary.unsuccessful.at(1).error == "Boom");
    CHECK(summary.unsuccessful.at(1).cause == "why");

    HistoryEvent redriven = event(MapRunRedriven, 2, 20);
    redriven.text = kHead.arn;
    redriven.number = 1;
    const Value data = Value::integer(1);
    HistoryEvent succeeded = event(ExecutionSucceeded, 4, 22);
    succeeded.data = &data;
    journal->append_run(event(MapRunFailed, 2, 10), 4);
    journal->append_run(redriven);
    journal->append(1, event(ExecutionRedriven, 3, 21));
    journal->append(1, succeeded);
    journal->append_end(2, kHead.started, event(ExecutionAborted, 2, 23));
    REQUIRE(journal->flush().has_value());
    summary = summed_up(path);
    CHECK(summary.status == RunStatus::Running);
    CHECK(summary.redrives == 1);
    CHECK(summary.counts.succeeded == 3);
    CHECK(summary.counts.failed == 0);
    CHECK(summary.counts.aborted == 1);
    CHECK(summary.counts.pending == 0);
    CHECK(summary.counts.running == 0);
  }

  TEST_CASE("one child of a Map Run is summed up as a run") {
    const testing_support::TemporaryFolder folder;
    const std::string path = map_run_journal_path(folder.path().string(), "Each", 4);
    const auto journal = create(path);
    fill(*journal);
    REQUIRE(journal->close().has_value());
    const auto child = [&](uint64_t number) {
      auto reader = MapRunReader::open(path);
      REQUIRE(reader.has_value());
      auto summary = summarize_child(*reader, number);
      REQUIRE(summary.has_value());
      return std::move(*summary);
    };
    CHECK(child(0)->events == 2);
    CHECK(child(0)->duration() == 4);
    CHECK(child(1)->status == RunStatus::Failed);
    CHECK(child(2)->status == RunStatus::Running);
    CHECK(child(3)->duration() == 3);
    CHECK_FALSE(child(4).has_value());
  }

  TEST_CASE("what is no journal of a Map Run is refused") {
    const testing_support::TemporaryFolder folder;
    const auto refused = [&](std::string_view text) {
      const std::string path = folder.write("j.jsonl", text);
      const auto reader = MapRunReader::open(path);
      return reader ? "" : reader.error().message.substr(path.size() + 2);
    };
    CHECK(refused("") == " is no journal of a Map Run: it does not begin with MapRunStarted");
    CHECK(refused(R"({"timestamp":"2026-11-21T00:00:01Z","type":"ExecutionStarted","id":1})"
                  "\n") == " is no journal of a Map Run: it does not begin with MapRunStarted");
    CHECK(refused(R"({"timestamp":"2026-11-21T00:00:01Z","type":"MapRunStarted","id":1,"pawl":{"format":99}})"
                  "\n")
              .find("a newer pawl reads it") != std::string::npos);
  }

  TEST_CASE("the names of children are UUIDs that stay the same") {
    const std::string name = child_execution_name("u", 1);
    CHECK(name == child_execution_name("u", 1));
    CHECK(name != child_execution_name("u", 2));
    CHECK(name != child_execution_name("v", 1));
    CHECK(name.size() == 36);
    CHECK(name[14] == '4');
  }
}
