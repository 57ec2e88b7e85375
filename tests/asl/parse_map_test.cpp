#include <doctest/doctest.h>

#include "support/definition.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;

namespace {

constexpr std::string_view kStates = R"("StartAt": "I", "States": {"I": {"Type": "Succeed"}})";

Definition map(std::string_view fields, std::string_view config = "",
               std::string_view processor = "ItemProcessor") {
  return define_state(R"("Type": "Map", "End": true, ")" + std::string(processor) + "\": {" +
                      std::string(config) + std::string(kStates) + "}" + (fields.empty() ? "" : ", ") +
                      std::string(fields));
}

constexpr std::string_view kDistributed =
    R"("ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, )";

}  // namespace

TEST_SUITE("asl") {
  TEST_CASE("an inline Map, in both spellings") {
    const Definition d =
        map(R"("ItemsPath": "$$.x", "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "MaxConcurrency": 0)");
    CHECK(summary(d.diagnostics) == "");
    const auto& m = d.kind<asl::Map>("S");
    CHECK(m.mode == asl::Map::Mode::Inline);
    CHECK(m.items_path->path.root() == jsonpath::Root::Context);
    CHECK_FALSE(m.item_selector->root.is_literal());
    CHECK(m.item_processor.start_at == &d.state("I"));
    const Definition old = map(R"("Parameters": {"v": 1}, "MaxConcurrencyPath": "$.n")", "", "Iterator");
    CHECK(summary(old.diagnostics) == "");
    CHECK(old.state("I").pointer == "/States/S/Iterator/States/I");
    CHECK(old.kind<asl::Map>("S").item_selector);
  }

  TEST_CASE("an ItemBatcher without limits is accepted: all items are one batch") {
    for (const char* batcher : {"{}", R"({"BatchInput": {"a": 1}})"}) {
      CAPTURE(batcher);
      const Definition d = map("\"ItemBatcher\": " + std::string(batcher), kDistributed);
      CHECK(summary(d.diagnostics) == "");
      REQUIRE(d.kind<asl::Map>("S").item_batcher);
      CHECK(d.kind<asl::Map>("S").item_batcher->max_items_per_batch.is_absent());
    }
    CHECK(summary(map(R"("ItemBatcher": [])", kDistributed).diagnostics) != "");
    CHECK(summary(map(R"("ItemBatcher": {"MaxItems": 1})", kDistributed).diagnostics) != "");
  }

  TEST_CASE("a Distributed Map keeps all its fields") {
    const Definition d =
        map(R"("Label": "items", "ToleratedFailurePercentage": 0.5, "ToleratedFailureCount": 2,
      "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket.$": "$.b", "Key": "k"},
                     "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "MaxItems": 0}},
      "ItemBatcher": {"MaxItemsPerBatch": 10, "MaxInputBytesPerBatchPath": "$.n", "BatchInput": {"x.$": "$.x"}},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"},
                       "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}})",
            kDistributed);
    CHECK(summary(d.diagnostics) == "");
    const auto& m = d.kind<asl::Map>("S");
    CHECK(m.mode == asl::Map::Mode::Distributed);
    CHECK(m.express_children);
    CHECK(m.label == "items");
    CHECK(m.tolerated_failure_percentage.literal()->as_double() == 0.5);
    CHECK(m.item_reader->resource.action == "getObject");
    CHECK(m.item_reader->max_items.literal()->as_int64() == 0);
    CHECK(m.item_reader->reader_config.find("CSVHeaders") != nullptr);
    CHECK_FALSE(m.item_reader->parameters->root.is_literal());
    CHECK(m.item_batcher->max_items_per_batch.literal()->as_int64() == 10);
    CHECK(std::holds_alternative<jsonpath::Path>(m.item_batcher->max_input_bytes_per_batch.content));
    CHECK(m.result_writer->resource->action == "putObject");
    CHECK(to_json(m.result_writer->writer_config) == R"({"Transformation":"COMPACT","OutputType":"JSONL"})");
  }

  TEST_CASE("processor and mode") {
    CHECK(aws_summary(define_state(R"("Type": "Map", "End": true)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: "
          "[ItemProcessor, Iterator] at /States/S");
    CHECK(aws_summary(map("", R"("ProcessorConfig": {"Mode": "DISTRIBUTED"}, )").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at "
          "/States/S/ItemProcessor/ProcessorConfig");
    CHECK(
        aws_summary(
            map("", R"("ProcessorConfig": {"Mode": "INLINE", "ExecutionType": "STANDARD"}, )").diagnostics) ==
        "SCHEMA_VALIDATION_FAILED: Field 'ExecutionType' is not supported at "
        "/States/S/ItemProcessor/ProcessorConfig");
    CHECK(summary(map("", R"("ProcessorConfig": {"Mode": "inline"}, )").diagnostics) ==
          "enum-value /States/S/ItemProcessor/ProcessorConfig/Mode");
  }

  TEST_CASE("ranges and pairs") {
    CHECK(aws_summary(map(R"("MaxConcurrency": -1)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/S/MaxConcurrency");
    CHECK(aws_summary(map(R"("ToleratedFailurePercentage": 101)").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Maximum value is 100.0 at /States/S/ToleratedFailurePercentage");
    CHECK(summary(map(R"("MaxConcurrency": 1, "MaxConcurrencyPath": "$.n")").diagnostics) ==
          "exclusive-fields /States/S/MaxConcurrencyPath");
    CHECK(summary(map(R"("ItemSelector": {}, "Parameters": {})").diagnostics) ==
          "exclusive-fields /States/S/Parameters");
    CHECK(summary(map(R"("ItemsPath": null)").diagnostics) == "wrong-type /States/S/ItemsPath");
  }

  TEST_CASE("labels") {
    for (const char* label :
         {"", "a?b", "a\\u0001", "a\\u009f", "a$b", "01234567890123456789012345678901234567890"}) {
      const Definition d = map(R"("Label": ")" + std::string(label) + '"', kDistributed);
      CAPTURE(label);
      REQUIRE(d.diagnostics.size() == 1);
      CHECK(d.diagnostics[0].code == "INVALID_LABEL_NAME");
    }
    CHECK(summary(map(R"("Label": "0123456789012345678901234567890123456789")", kDistributed).diagnostics) ==
          "");
    const std::string one =
        R"({"Type": "Map", "End": true, "Label": "x", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}})";
    const std::string two =
        R"({"Type": "Map", "Next": "A", "Label": "x", "ItemProcessor": {"StartAt": "J", "States": {"J": {"Type": "Succeed"}}}})";
    const Definition d = define(R"({"StartAt": "B", "States": {"A": )" + one + R"(, "B": )" + two + "}}");
    REQUIRE(d.diagnostics.size() == 1);
    CHECK(d.diagnostics[0].code == "DUPLICATE_LABEL_NAME");
  }

  TEST_CASE("what a reader and a writer want") {
    const auto reader = [](std::string_view config) {
      return aws_summary(
          map(R"("ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {}, "ReaderConfig": )" +
                  std::string(config) + "}",
              kDistributed)
              .diagnostics);
    };
    CHECK(reader(R"({"InputType": "CSV"})") ==
          "SCHEMA_VALIDATION_FAILED: The field 'CSVHeaderLocation' is required at "
          "/States/S/ItemReader/ReaderConfig");
    CHECK(reader(R"({"InputType": "JSON", "CSVHeaderLocation": "FIRST_ROW"})") ==
          "SCHEMA_VALIDATION_FAILED: Field 'CSVHeaderLocation' is not supported at "
          "/States/S/ItemReader/ReaderConfig");
    CHECK(
        reader(R"({"InputType": "CSV", "CSVHeaderLocation": "GIVEN"})") ==
        "SCHEMA_VALIDATION_FAILED: The field 'CSVHeaders' is required at /States/S/ItemReader/ReaderConfig");
    CHECK(
        reader(R"({"InputType": "JSON", "MaxItems": 100000001})") ==
        "SCHEMA_VALIDATION_FAILED: Maximum value is 100000000 at /States/S/ItemReader/ReaderConfig/MaxItems");
    CHECK(summary(map(R"("ItemReader": {"Resource": "arn:aws:states:::s3:putObject"})", kDistributed)
                      .diagnostics) == "item-reader-resource /States/S/ItemReader/Resource");
    CHECK(summary(map(R"("ResultWriter": {})", kDistributed).diagnostics) ==
          "empty-value /States/S/ResultWriter");
  }

  TEST_CASE("JSONata: Items") {
    const Definition d = map(
        R"("QueryLanguage": "JSONata", "Items": [1, "{% 2 %}"], "ItemSelector": {"v": "{% $states.context %}"}, "MaxConcurrency": "{% 3 %}")");
    CHECK(summary(d.diagnostics) == "");
    CHECK(std::holds_alternative<asl::TemplateNode::Array>(d.kind<asl::Map>("S").items->root.content));
    CHECK(summary(map(R"("QueryLanguage": "JSONata", "Items": "abc")").diagnostics) ==
          "wrong-type /States/S/Items");
    CHECK(summary(map(R"("QueryLanguage": "JSONata", "ItemsPath": "$.a")").diagnostics) ==
          "query-language-field /States/S/ItemsPath");
  }
}
