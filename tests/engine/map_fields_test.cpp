// Each field of a Map has an effect: with it a run is another one than without. A field that is read and
// never looked at by the engine fails here, and so does a new field without a case.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "asl/fields.h"
#include "support/scripted_run.h"

using namespace pawl;
using namespace pawl::test;

namespace {

struct Case {
  std::string_view field;
  std::string_view value;
  std::string_view language = "JSONPath";
};

/// What only a Distributed Map has: who carries out its children's executions sees to these.
const std::set<std::string_view> kDistributed = {
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
};

constexpr std::string_view kProcessor =
    R"({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "exec:true", "End": true}}})";
constexpr std::string_view kOther = R"({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}})";

const std::vector<Case> kCases = {
    {"ItemProcessor", kOther},
    {"Iterator", kOther},
    {"ItemsPath", R"("$.more")"},
    {"Items", R"("{% $states.input.more %}")", "JSONata"},
    {"ItemSelector", R"({"x": 1})"},
    {"ItemSelector", R"({"x": "{% $states.context.Map.Item.Index %}"})", "JSONata"},
    {"Parameters", R"({"x": 1})"},
    {"MaxConcurrency", "1"},
    {"MaxConcurrency", "\"{% 1 %}\"", "JSONata"},
    {"MaxConcurrencyPath", R"("$.one")"},
};

/// The history of a Map over what its input holds, without times.
std::string history_of(const Case& tried, bool has_field) {
  const bool is_processor = tried.field == "ItemProcessor" || tried.field == "Iterator";
  std::string fields;
  if (!is_processor) fields += R"("ItemProcessor": )" + std::string(kProcessor) + ", ";
  else if (!has_field) fields += "\"" + std::string(tried.field) + "\": " + std::string(kProcessor) + ", ";
  if (has_field) fields += "\"" + std::string(tried.field) + "\": " + std::string(tried.value) + ", ";
  const bool is_path = tried.language == "JSONPath";
  if (tried.field != "ItemsPath" && is_path) fields += R"("ItemsPath": "$.items", )";
  if (tried.field != "Items" && !is_path) fields += R"("Items": "{% $states.input.items %}", )";
  Script script;
  for (int i = 0; i < 3; ++i) script.succeed("T", "1");
  const ScriptedRun done =
      run(R"({"QueryLanguage": ")" + std::string(tried.language) +
              R"(", "StartAt": "M", "States": {"M": {"Type": "Map", )" + fields + R"("End": true}}})",
          R"({"items": [1, 2, 3], "more": [4, 5], "one": 1})", std::move(script));
  if (has_field) CHECK_MESSAGE(done.status == engine::Status::Succeeded, tried.field, ": ", outcome(done));
  std::string out = done.links();
  for (const Value& event : done.events) {
    for (const Member& member : event.members()) {
      const Value* in = member.value.is_object() ? member.value.find("input") : nullptr;
      if (in != nullptr && in->is_string()) out += " " + std::string(in->as_string());
    }
  }
  return out;
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("Map: each field of its own makes a difference") {
    std::set<std::string_view> tried = kDistributed;
    for (const Case& one : kCases) {
      tried.insert(one.field);
      CAPTURE(one.field);
      CAPTURE(one.language);
      CHECK(history_of(one, true) != history_of(one, false));
    }
    for (const asl::FieldRow* row : asl::fields_of(asl::Holder::Map)) {
      if (row->holders != asl::in(asl::Holder::Map)) continue;
      CHECK_MESSAGE(tried.contains(row->name), "no case here for ", row->name);
    }
  }
}
