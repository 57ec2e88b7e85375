#include "analysis/uses.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "analysis/facts.h"
#include "asl/fields.h"
#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;
using asl::Holder;
using asl::QueryLanguage;

namespace {

/// A field of an object, in a state "S".
struct Written {
  std::string state;    // the state's fields
  std::string pointer;  // of the object below the state, with a slash at its end; empty for the state itself
};

/// nullopt for objects in which nothing is evaluated.
std::optional<Written> written_in(Holder holder, const std::string& field) {
  switch (holder) {
    case Holder::Pass: return {{R"("Type": "Pass", )" + field, ""}};
    case Holder::Task: return {{R"("Type": "Task", )" + field, ""}};
    case Holder::Choice: return {{R"("Type": "Choice", )" + field, ""}};
    case Holder::Wait: return {{R"("Type": "Wait", )" + field, ""}};
    case Holder::Succeed: return {{R"("Type": "Succeed", )" + field, ""}};
    case Holder::Fail: return {{R"("Type": "Fail", )" + field, ""}};
    case Holder::Parallel: return {{R"("Type": "Parallel", )" + field, ""}};
    case Holder::Map: return {{R"("Type": "Map", )" + field, ""}};
    case Holder::Catcher: return {{R"("Type": "Task", "Catch": [{}, {)" + field + "}]", "Catch/1/"}};
    case Holder::ChoiceRule: return {{R"("Type": "Choice", "Choices": [{}, {)" + field + "}]", "Choices/1/"}};
    case Holder::NestedRule:
      return {
          {R"("Type": "Choice", "Choices": [{"And": [{"Not": {)" + field + "}}]}]", "Choices/0/And/0/Not/"}};
    case Holder::ItemReader: return {{R"("Type": "Map", "ItemReader": {)" + field + "}", "ItemReader/"}};
    case Holder::ReaderConfig:
      return {
          {R"("Type": "Map", "ItemReader": {"ReaderConfig": {)" + field + "}}", "ItemReader/ReaderConfig/"}};
    case Holder::ItemBatcher: return {{R"("Type": "Map", "ItemBatcher": {)" + field + "}", "ItemBatcher/"}};
    case Holder::ResultWriter:
      return {{R"("Type": "Map", "ResultWriter": {)" + field + "}", "ResultWriter/"}};
    case Holder::Machine:
    case Holder::ItemProcessor:
    case Holder::Iterator:
    case Holder::Branch:
    case Holder::ProcessorConfig:
    case Holder::Retrier:
    case Holder::Credentials:
    case Holder::WriterConfig: break;
  }
  return std::nullopt;
}

/// Whether analysis::Uses has an expression at the field, or in what is written in it.
bool is_found(const Written& written, std::string_view name, QueryLanguage language) {
  const bool is_jsonata = language == QueryLanguage::JSONata;
  const Definition d = define_state(written.state, is_jsonata ? R"("QueryLanguage": "JSONata", )" : "");
  analysis::Facts facts(*d.machine, d.document);
  const std::string pointer = written.pointer + std::string(name);
  for (const analysis::Use& use : facts.uses().of(d.state("S"))) {
    if ((use.field == pointer || use.field.starts_with(pointer + "/")) &&
        (is_jsonata ? use.jsonata != nullptr : use.path->text() == "$.x"))
      return true;
  }
  return false;
}

bool is_path(const asl::FieldRow& row) {
  return row.name == "Variable" || (row.name.ends_with("Path") && row.name != "ResultPath");
}

/// Objects and arrays that hold states, fields of their own, or constants. Everything else of their types is
/// a template.
bool is_structure(const asl::FieldRow& row) {
  constexpr std::string_view kNames[] = {
      "States",       "Branches",    "ItemProcessor", "Iterator",   "ProcessorConfig",
      "Retry",        "Catch",       "Choices",       "And",        "Or",
      "Not",          "ItemReader",  "Result",        "CSVHeaders", "ReaderConfig",
      "WriterConfig", "ItemBatcher", "ResultWriter",  "ErrorEquals"};
  return std::find(std::begin(kNames), std::end(kNames), row.name) != std::end(kNames);
}

bool is_template(const asl::FieldRow& row) {
  switch (row.type) {
    case asl::JsonType::Any:
    case asl::JsonType::Object:
    case asl::JsonType::Array:
    case asl::JsonType::ArrayOrObject: return !is_structure(row);
    default: return false;
  }
}

}  // namespace

TEST_SUITE("analysis") {
  TEST_CASE("every field of the table in which something can be evaluated is among the uses") {
    for (size_t i = 0; i < asl::kHolderCount; ++i) {
      const auto holder = static_cast<Holder>(i);
      for (const asl::FieldRow* row : asl::fields_of(holder)) {
        CAPTURE(i);
        CAPTURE(row->name);
        const std::string name(row->name);
        if (!written_in(holder, "")) {
          CHECK_FALSE(row->takes_jsonata);
          CHECK((row->access.view == nullptr));
          continue;
        }
        const auto found = [&](const char* value, QueryLanguage language) {
          if (!applies(row->languages, language)) return true;
          return is_found(*written_in(holder, "\"" + name + "\": " + value), name, language);
        };
        if (row->takes_jsonata) CHECK(found(R"("{% $states.input.x %}")", QueryLanguage::JSONata));
        if (is_path(*row)) CHECK(found(R"("$.x")", QueryLanguage::JSONPath));
        if (is_template(*row)) {
          CHECK(found(R"({"a": "{% $states.input.x %}"})", QueryLanguage::JSONata));
          CHECK(found(R"({"a.$": "$.x"})", QueryLanguage::JSONPath));
        }
      }
    }
  }

  TEST_CASE("uses stand in the order written, with their places and what `$` is there") {
    const Definition d =
        define_state(R"json("Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
      "InputPath": "$.in", "Parameters": {"a": [{"b.$": "$.x"}], "c.$": "States.Format('{}', $.y)"},
      "TimeoutSecondsPath": "$.t", "ResultSelector": {"r.$": "$.r"}, "Assign": {"v.$": "$.v"}, "OutputPath": "$.out",
      "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"e.$": "$.Cause"}, "Next": "Z"}], "Next": "Z")json");
    analysis::Facts facts(*d.machine, d.document);
    std::string out;
    for (const analysis::Use& use : facts.uses().of(d.state("S")))
      out += use.field + " " + use.path->text() + " " + std::to_string(static_cast<int>(use.stage)) + "\n";
    CHECK(out ==
          "InputPath $.in 0\nParameters/a/0/b.$ $.x 1\nParameters/c.$ $.y 1\nTimeoutSecondsPath $.t 1\n"
          "ResultSelector/r.$ $.r 2\nAssign/v.$ $.v 3\nOutputPath $.out 4\nCatch/0/Assign/e.$ $.Cause 5\n");
    REQUIRE(facts.uses().assignments().size() == 2);
    CHECK(facts.uses().assignments()[1].field == "Catch/0/Assign");
    CHECK(facts.uses().intrinsics().size() == 1);
  }

  TEST_CASE("a Choice's comparisons, those inside of others too, are uses of their rule") {
    const Definition d = define_state(R"("Type": "Choice", "Choices": [{"And": [
      {"Variable": "$.a", "StringEqualsPath": "$.b"}, {"Not": {"Variable": "$.c", "IsNull": true}}], "Next": "Z"}])");
    analysis::Facts facts(*d.machine, d.document);
    std::string out;
    for (const analysis::Use& use : facts.uses().all()) {
      out += use.field + " " + use.path->text() + "\n";
      CHECK(use.rule == &d.kind<asl::Choice>("S").choices[0]);
    }
    CHECK(out ==
          "Choices/0/And/0/Variable $.a\nChoices/0/And/0/StringEqualsPath $.b\nChoices/0/And/1/Not/Variable "
          "$.c\n");
  }
}
