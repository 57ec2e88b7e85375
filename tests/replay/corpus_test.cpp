// Every execution recorded from AWS that comes with its definition takes its path again. The records are in
// ../shared, which may be absent.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "replay/replayer.h"
#include "support/definition.h"
#include "support/places.h"
#include "support/process.h"

using namespace pawl;
namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

constexpr double kNow = 1'700'000'000;  // of all events
constexpr std::string_view kNowText = "2023-11-14T22:13:20.000Z";

void replace(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The text of a date that the recorder took out of the execution's input; empty: there was none.
std::string lost_date(const json& recorded, const json& input) {
  if (recorded.is_string() && input.is_string() && recorded != input) return input.get<std::string>();
  if (!recorded.is_structured() || recorded.size() != input.size()) return {};
  for (auto a = recorded.begin(), b = input.begin(); a != recorded.end(); ++a, ++b) {
    if (std::string found = lost_date(*a, *b); !found.empty()) return found;
  }
  return {};
}

/// Writes what AWS said where the recorder wrote names of its own over it: "<<name>>", "<<*name>>", "date".
class Restorer {
 public:
  explicit Restorer(const json& record) {
    const json& events = record.at("expected").at("events");
    const json start =
        json::parse(events[0].at("executionStartedEventDetails").at("input").get<std::string>());
    date_ = lost_date(start, record.value("input", json()));
    if (date_.empty()) date_ = kNowText;
  }

  void restore(json& value) {
    if (value.is_string()) return restore(value.get_ref<std::string&>());
    if (value.contains("input") && value["input"].is_string()) input_ = value["input"];
    if (value.is_structured()) {
      for (json& member : value) restore(member);
    }
  }

 private:
  void restore(std::string& text) const {
    replace(text, "\"<<*RandomNumberGenerated>>\"", "7");
    replace(text, "\"date\"", "\"" + date_ + "\"");
    replace(text, "== date", "== " + date_);
    for (size_t at = text.find("<<"); at != std::string::npos; at = text.find("<<", at)) {
      const size_t end = text.find(">>", at);
      if (end == std::string::npos) break;
      std::string name = text.substr(at + 2, end - at - 2);
      if (name.starts_with('*')) name.erase(0, 1);
      text.replace(at, end + 2 - at,
                   name == "region"          ? "us-east-1"
                   : name == "account"       ? "111111111111"
                   : name.ends_with("-time") ? kNowText
                   : name == "timestamp"     ? date_
                   : name == "json-input-1"  ? input_
                                             : name);
    }
  }

  std::string date_;
  std::string input_;  // of the state that was entered last
};

bool is_whole(const json& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].at("id") != i + 1) return false;  // ids inside of a Parallel were not kept
  }
  return true;
}

}  // namespace

TEST_SUITE("replay") {
  TEST_CASE("recorded executions of AWS replay without divergence, as an export of their history") {
    const fs::path cases = fs::path(testing_support::kSharedDir) / "conformance/aws/cases";
    if (!fs::exists(cases)) {
      MESSAGE("skipped: " << cases.string() << " is not there");
      return;
    }
    const testing_support::TemporaryFolder folder;
    size_t replayed = 0, other = 0;
    for (const auto& entry : fs::recursive_directory_iterator(cases)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream in(entry.path());
      const json record = json::parse(in);
      json events = record.at("expected").at("events");
      if (!events.is_array() || !is_whole(events)) {
        ++other;
        continue;
      }
      CAPTURE(entry.path().string());
      Restorer(record).restore(events);
      for (json& event : events) event["timestamp"] = kNow;
      const json& definition = record.at("definition");
      const test::Definition parsed =
          test::define(definition.is_string() ? definition.get<std::string>() : definition.dump(2));
      REQUIRE(parsed.machine);
      const auto result =
          replay::replay(*parsed.machine, folder.write("h.json", json({{"events", events}}).dump(1)));
      REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
      ++replayed;
      CHECK(result->events == events.size());
      if (!result->divergence) continue;
      const replay::Divergence& one = *result->divergence;
      FAIL_CHECK("event " << one.event << " " << one.expected_type << " / " << one.actual_type << " "
                          << one.field << ": " << one.expected << " / " << one.actual);
    }
    MESSAGE(replayed << " replayed; " << other << " without a whole history");
    CHECK(replayed > 300);
  }
}
