#include "asl/fields.h"

#include <doctest/doctest.h>

#include <set>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;
using asl::Holder;

TEST_SUITE("asl") {
  TEST_CASE("each object knows each of its fields once, and no more than 64") {
    for (size_t i = 0; i < asl::kHolderCount; ++i) {
      const auto rows = asl::fields_of(static_cast<Holder>(i));
      CHECK(rows.size() <= 64);
      std::set<std::string_view> names;
      for (const asl::FieldRow* row : rows) CHECK_MESSAGE(names.insert(row->name).second, row->name);
    }
    CHECK(asl::find_field(Holder::Pass, "Retry") < 0);
    CHECK(asl::find_field(Holder::NestedRule, "Next") < 0);
    CHECK(asl::find_field(Holder::ChoiceRule, "TimestampLessThanEqualsPath") >= 0);
    CHECK(asl::is_state_field("Retry"));
    CHECK_FALSE(asl::is_state_field("retry"));
  }

  TEST_CASE("a group's rows are the fields it lists, or a value and its path") {
    for (size_t i = 0; i < asl::kHolderCount; ++i) {
      for (const asl::FieldRow* row : asl::fields_of(static_cast<Holder>(i))) {
        if (row->group == asl::FieldGroup::None || row->group == asl::FieldGroup::Operator) continue;
        if (row->group == asl::FieldGroup::ValueOrPath) {
          const std::string name(row->name);
          const std::string other = name.ends_with("Path") ? name.substr(0, name.size() - 4) : name + "Path";
          const int pair = asl::find_field(static_cast<Holder>(i), other);
          REQUIRE_MESSAGE(pair >= 0, name);
          CHECK(asl::fields_of(static_cast<Holder>(i))[static_cast<size_t>(pair)]->group == row->group);
          continue;
        }
        const std::string listed = ", " + std::string(asl::group_row(row->group).fields) + ",";
        CHECK_MESSAGE(listed.find(", " + std::string(row->name) + ",") != std::string::npos, row->name);
      }
    }
  }

  TEST_CASE(
      "every field is read into the model, but for those read elsewhere and those that nobody asks for") {
    const std::set<std::string_view> elsewhere = {
        "Type",           "End",          "QueryLanguage",     "Comment",    "InputType",
        "Transformation", "ManifestType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter",
        "ItemsPointer",   "OutputType"};
    for (size_t i = 0; i < asl::kHolderCount; ++i) {
      for (const asl::FieldRow* row : asl::fields_of(static_cast<Holder>(i)))
        CHECK_MESSAGE((row->access.read != nullptr || elsewhere.contains(row->name)), row->name);
    }
  }

  TEST_CASE("which field may stand in which state") {
    CHECK(aws_summary(define_state(R"("Type": "Pass", "Catch": [], "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/S");
    CHECK(summary(define_state(R"("Type": "Succeed", "End": true)").diagnostics) ==
          "unsupported-field /States/S/End");
    CHECK(summary(define_state(R"("Type": "Succeed", "Assign": {})").diagnostics) ==
          "unsupported-field /States/S/Assign");
    CHECK(summary(define_state(R"("Type": "Fail", "InputPath": "$.a")").diagnostics) ==
          "unsupported-field /States/S/InputPath");
    const Definition typo = define_state(R"("Type": "Pass", "inputPath": "$.a", "End": true)");
    CHECK(summary(typo.diagnostics) == "unknown-field /States/S/inputPath");
    CHECK(typo.diagnostics[0].hint == "did you mean 'InputPath'?");
    CHECK(typo.diagnostics[0].aws_path == "/States/S");
    CHECK(marked(typo.document, typo.diagnostics[0]) == "\"inputPath\"");
    CHECK(summary(define(R"({"startAt": "A", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}})")
                      .diagnostics) == "unknown-field /startAt");
  }

  TEST_CASE("types") {
    CHECK(aws_summary(define_state(R"("Type": "Wait", "Seconds": "10", "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/S/Seconds");
    CHECK(summary(define_state(R"("Type": "Wait", "Seconds": 1.5, "End": true)").diagnostics) ==
          "wrong-type /States/S/Seconds");
    CHECK(summary(define_state(R"("Type": "Pass", "End": "true")").diagnostics) ==
          "wrong-type /States/S/End");
    CHECK(summary(define_state(R"("Type": "Pass", "InputPath": 5, "End": true)").diagnostics) ==
          "wrong-type /States/S/InputPath");
    CHECK(summary(define_state(R"("Type": "Pass", "Comment": {}, "End": true)").diagnostics) ==
          "wrong-type /States/S/Comment");
    CHECK(summary(define_state(R"("Type": "Pass", "Assign": [], "End": true)").diagnostics) ==
          "wrong-type /States/S/Assign");
  }

  TEST_CASE("ranges") {
    CHECK(aws_summary(define_state(R"("Type": "Wait", "Seconds": -1, "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/S/Seconds");
    CHECK(aws_summary(define_state(R"("Type": "Wait", "Seconds": 100000000, "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/S/Seconds");
    CHECK(summary(define_state(R"("Type": "Wait", "Seconds": 123456789012345678901234567890, "End": true)")
                      .diagnostics) == "number-range /States/S/Seconds");
    CHECK(summary(define(R"({"TimeoutSeconds": 0, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}})")
                      .diagnostics) == "");
  }

  TEST_CASE("fields that exclude each other, or of which one must stand") {
    CHECK(aws_summary(define_state(R"("Type": "Pass", "Next": "Z", "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at "
          "/States/S");
    CHECK(aws_summary(define_state(R"("Type": "Pass")").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] "
          "at /States/S");
    CHECK(summary(define_state(R"("Type": "Wait", "End": true)").diagnostics) == "required-field /States/S");
    CHECK(
        aws_summary(
            define_state(R"("Type": "Wait", "Seconds": 1, "SecondsPath": "$.s", "End": true)").diagnostics) ==
        "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, "
        "TimestampPath, "
        "Timestamp] at /States/S");
    CHECK(summary(define_state(R"("Type": "Fail", "Error": "E", "ErrorPath": "$.e")").diagnostics) ==
          "exclusive-fields /States/S/ErrorPath");
  }

  TEST_CASE("End: false counts as absent") {
    CHECK(summary(define_state(R"("Type": "Pass", "End": false)").diagnostics) ==
          "next-or-end-required /States/S\nend-false /States/S/End");
    const Definition d = define_state(R"("Type": "Pass", "End": false, "Next": "Z")");
    CHECK(summary(d.diagnostics) == "end-false /States/S/End");
    CHECK_FALSE(source::has_errors(d.diagnostics));
  }

  TEST_CASE("placeholders of templates may stand for scalars") {
    const Definition d = define(R"({"StartAt": "W", "TimeoutSeconds": "${T}", "States": {
      "W": {"Type": "Wait", "Seconds": "${Delay}", "Next": "T"},
      "T": {"Type": "Task", "Resource": "${AWS::Partition}", "TimeoutSeconds": "${T}", "InputPath": "${P}",
            "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": "${N}", "BackoffRate": "${N}"}], "Next": "C"},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": "${N}", "Next": "F"}]},
      "F": {"Type": "Fail", "Error": "${E}"}}})");
    CHECK(summary(d.diagnostics) == "");
    CHECK(d.kind<asl::Wait>("W").until.literal()->as_string() == "${Delay}");
    CHECK(d.state("T").retry[0].max_attempts == 3);
    CHECK(summary(define_state(R"("Type": "Wait", "Seconds": "1${X}", "End": true)").diagnostics) ==
          "wrong-type /States/S/Seconds");
  }
}
