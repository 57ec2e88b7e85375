// Runs by name, beginning, path and @last.
#include "history/run_store.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/process.h"

using namespace pawl;
namespace fs = std::filesystem;

namespace {

void make_run(const fs::path& runs, const std::string& name, std::string_view timestamp) {
  fs::create_directories(runs / name);
  std::ofstream(runs / name / "history.jsonl")
      << "{\"timestamp\":\"" << timestamp
      << "\",\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0}\n";
}

std::string found(const history::RunStore& store, const std::string& text) {
  const auto run = store.find(text);
  return run ? run->name : "? " + run.error().message;
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("a run is found by its name, the beginning of it, a path, and as the last") {
    const testing_support::TemporaryFolder folder;
    const fs::path runs = folder.path() / "runs";
    const history::RunStore store(runs.string());
    CHECK(found(store, "@last") == "? there is no run yet in '" + runs.string() + "'");
    CHECK(found(store, "x") ==
          "? no run and no file is named 'x'; there is no run yet in '" + runs.string() + "'");
    make_run(runs, "order-1", "2026-11-21T00:00:02.000Z");
    make_run(runs, "order-12", "2026-11-21T00:00:03.000Z");
    make_run(runs, "refund-7", "2026-11-21T00:00:01.000Z");
    fs::create_directories(runs / "empty");

    CHECK(found(store, "order-1") == "order-1");
    CHECK(found(store, "r") == "refund-7");
    CHECK(found(store, "@last") == "order-12");
    CHECK(found(store, "order") == "? 'order' begins the names of 2 runs: 'order-1', 'order-12'");
    CHECK(found(store, "ordre-12") == "? no run and no file is named 'ordre-12', did you mean 'order-12'?");
    CHECK(found(store, "zzz") == "? no run and no file is named 'zzz'; `pawl ls` lists the runs");
    CHECK(found(store, "empty") == "? no run and no file is named 'empty'; `pawl ls` lists the runs");
    CHECK(found(store, "@first") == "? no run is named '@first': of those with @ there is only @last");
    CHECK(found(store, "") == "? there is no history ''");
    CHECK(found(store, (runs / "refund-7").string()) == "refund-7");
    CHECK(found(store, (runs / "refund-7/").string()) == "refund-7");
    CHECK(found(store, (runs / "refund-7/history.jsonl").string()) == "refund-7");
    CHECK(found(store, (runs / "nowhere").string()) ==
          "? there is no history '" + (runs / "nowhere").string() + "'");
    const std::string exported = folder.write("h.json", "{\"events\":[]}");
    CHECK(store.find(exported)->name == "h.json");
    CHECK(store.find(exported)->folder.empty());
    CHECK(store.find("-")->history == "-");
    REQUIRE(store.list());
    CHECK(store.list()->size() == 3);
  }

  TEST_CASE("when a history began is read from its first bytes, in both forms") {
    const testing_support::TemporaryFolder folder;
    CHECK(history::start_of_history(folder.write(
              "a", R"({"timestamp":"2026-11-21T00:00:00.500Z","type":"Exec)")) == 1'795'219'200'500);
    CHECK(history::start_of_history(folder.write(
              "b", R"({"events":[{"id":1,"type":"ExecutionStarted","timestamp":1700000000.25}]})")) ==
          1'700'000'000'250);
    CHECK(history::start_of_history(folder.write("c", "")) == 0);
  }
}
