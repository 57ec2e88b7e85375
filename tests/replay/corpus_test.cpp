// Every execution recorded from AWS that comes with its definition takes its path again. The records are in
// ../shared, which may be absent.
#include <doctest/doctest.h>

#include <map>

#include "replay/replayer.h"
#include "support/definition.h"
#include "support/json.h"
#include "support/places.h"
#include "support/process.h"

using namespace pawl;
namespace fs = std::filesystem;
using testing_support::Json;

namespace {

const Json kNow(Value::integer(1'700'000'000));  // of all events
constexpr std::string_view kNowText = "2023-11-14T22:13:20.000Z";

void replace(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The text of a date that the recorder took out of the execution's input; empty: there was none.
std::string lost_date(const Value& recorded, const Value& input) {
  if (recorded.is_string() && input.is_string() && !same_text(recorded, input))
    return std::string(input.as_string());
  if (recorded.size() != input.size()) return {};
  for (size_t i = 0; i < recorded.items().size() && input.is_array(); ++i) {
    if (std::string found = lost_date(recorded.items()[i], input.items()[i]); !found.empty()) return found;
  }
  for (size_t i = 0; i < recorded.members().size() && input.is_object(); ++i) {
    std::string found = lost_date(recorded.members()[i].value, input.members()[i].value);
    if (!found.empty()) return found;
  }
  return {};
}

/// Writes what AWS said where the recorder wrote names of its own over it: "<<name>>", "<<*name>>", "date".
class Restorer {
 public:
  explicit Restorer(const Json& record) {
    const Json start = record["expected"]["events"][0]["executionStartedEventDetails"]["input"];
    date_ =
        lost_date(Json::parse(start.text()).value(), record.has("input") ? record["input"].value() : Value());
    if (date_.empty()) date_ = kNowText;
  }

  Value restored(const Value& value) {
    if (value.is_string()) return Value::string(restored(std::string(value.as_string())));
    if (value.is_array()) {
      ArrayBuilder out;
      for (const Value& item : value.items()) out.push(restored(item));
      return out.finish();
    }
    if (!value.is_object()) return value;
    if (const Value* input = value.find("input"); input != nullptr && input->is_string())
      input_ = input->as_string();
    ObjectBuilder out;
    for (const auto& [key, member] : value.members()) out.append(key, restored(member));
    return out.finish();
  }

 private:
  [[nodiscard]] std::string restored(std::string text) const {
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
    return text;
  }

  std::string date_;
  std::string input_;  // of the state that was entered last
};

bool is_whole(const Json& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i]["id"] != std::to_string(i + 1)) return false;  // ids inside of a Parallel were not kept
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
      const Json record = Json::parse(testing_support::read_text(entry.path()));
      const Json events = record["expected"]["events"];
      if (!events.value().is_array() || !is_whole(events)) {
        ++other;
        continue;
      }
      CAPTURE(entry.path().string());
      Restorer restorer(record);
      std::string text;
      for (const Value& event : events.value().items()) {
        const Json restored(restorer.restored(event));
        text += (text.empty() ? "{\"events\":[" : ",") + restored.with("timestamp", kNow).text();
      }
      const test::Definition parsed = test::define(record["definition"].text());
      REQUIRE(parsed.machine);
      const auto result = replay::replay(*parsed.machine, folder.write("h.json", text + "]}"));
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
