// Every execution recorded from AWS that comes with its definition takes its path again. The records are in
// ../shared, which may be absent.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "replay/replayer.h"
#include "support/definition.h"
#include "support/process.h"

using namespace pawl;
namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

/// Where the recorder wrote names of its own over what AWS said: "<<name>>", "<<*name>>". Region and account
/// are known.
std::string filled(std::string text) {
  for (size_t at = text.find("<<"); at != std::string::npos; at = text.find("<<", at)) {
    const size_t end = text.find(">>", at);
    if (end == std::string::npos) break;
    std::string name = text.substr(at + 2, end - at - 2);
    if (name.starts_with('*')) name.erase(0, 1);
    text.replace(at, end + 2 - at,
                 name == "region"    ? "us-east-1"
                 : name == "account" ? "111111111111"
                                     : "name-" + name);
  }
  return text;
}

bool is_whole(const json& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].at("id") != i + 1) return false;  // ids inside of a Parallel were not kept
  }
  return true;
}

/// What the recorder replaced in what states compute, so that no definition gives it again.
bool has_lost_data(const json& record, const std::string& definition) {
  const std::string text = record.dump();
  // Names, dates, random numbers and tokens that stand in outputs; a wait's own timestamps.
  for (const char* name : {"uuid-1", "RandomNumberGenerated", "generated-uuid", "json-input", "wild",
                           "start-time", "start-date", "timestamp", "ArnPart_0idx"}) {
    if (text.find(std::string("<<") + name) != std::string::npos ||
        text.find(std::string("<<*") + name) != std::string::npos)
      return true;
  }
  const bool has_dates =
      text.find("\\\"date\\\"") != std::string::npos || text.find(" date") != std::string::npos;
  return has_dates &&
         (definition.find("Timestamp") != std::string::npos || definition.find("$$") != std::string::npos ||
          definition.find("states.context") != std::string::npos);
}

}  // namespace

TEST_SUITE("replay") {
  TEST_CASE("recorded executions of AWS replay without divergence, as an export of their history") {
    const fs::path cases = fs::path(PAWL_SHARED_DIR) / "conformance/aws/cases";
    if (!fs::exists(cases)) {
      MESSAGE("skipped: " << cases.string() << " is not there");
      return;
    }
    const testing_support::TemporaryFolder folder;
    size_t replayed = 0, lost = 0, other = 0;
    for (const auto& entry : fs::recursive_directory_iterator(cases)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream in(entry.path());
      const json record = json::parse(in);
      const json& events = record.at("expected").at("events");
      const std::string definition = record.at("definition").is_string()
                                         ? record.at("definition").get<std::string>()
                                         : record.at("definition").dump(2);
      if (!events.is_array() || !is_whole(events)) {
        ++other;
        continue;
      }
      CAPTURE(entry.path().string());
      json exported = {{"events", events}};
      for (size_t i = 0; i < exported["events"].size(); ++i)
        exported["events"][i]["timestamp"] = 1'700'000'000.0 + 0.013 * static_cast<double>(i);
      const test::Definition parsed = test::define(definition);
      REQUIRE(parsed.machine);
      const auto result = replay::replay(*parsed.machine, folder.write("h.json", filled(exported.dump(1))));
      REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
      ++replayed;
      if (!result->divergence) {
        CHECK(result->events == events.size());
        continue;
      }
      --replayed;
      if (has_lost_data(events, definition)) {
        ++lost;
        continue;
      }
      const replay::Divergence& one = *result->divergence;
      FAIL_CHECK("event " << one.event << " " << one.expected_type << " / " << one.actual_type << " "
                          << one.field << ": " << one.expected << " / " << one.actual);
    }
    MESSAGE(replayed << " replayed; " << lost
                     << " diverge where the recorder replaced data that states compute; " << other
                     << " without a whole history");
    CHECK(replayed > 300);
  }
}
