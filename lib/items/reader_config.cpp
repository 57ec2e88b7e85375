#include "items/reader_config.h"

#include "value/members.h"

namespace pawl::items {
namespace {

Result<char> delimiter_of(std::string_view name) {
  constexpr std::pair<std::string_view, char> kDelimiters[] = {
      {"", ','}, {"COMMA", ','}, {"PIPE", '|'}, {"SEMICOLON", ';'}, {"SPACE", ' '}, {"TAB", '\t'}};
  for (const auto& [known, delimiter] : kDelimiters) {
    if (name == known) return delimiter;
  }
  return fail("CSVDelimiter is COMMA, PIPE, SEMICOLON, SPACE or TAB, not \"" + std::string(name) + "\"");
}

Result<void> read_csv_fields(const Value& config, RecordFormat& format) {
  PAWL_TRY(format.delimiter, delimiter_of(text_of(config, "CSVDelimiter")));
  if (text_of(config, "CSVHeaderLocation") != "GIVEN") return {};
  format.headers.emplace();
  const Value* headers = config.find("CSVHeaders");
  if (headers == nullptr || !headers->is_array()) return fail("CSVHeaderLocation GIVEN wants CSVHeaders");
  for (const Value& header : headers->items()) {
    if (!header.is_string()) return fail("CSVHeaders holds something that is no string");
    format.headers->emplace_back(header.as_string());
  }
  return {};
}

}  // namespace

Result<ReaderConfig> read_reader_config(const Value& config, bool is_listing) {
  ReaderConfig read;
  read.loads = text_of(config, "Transformation") == "LOAD_AND_FLATTEN";
  if (is_listing && !read.loads) return read;

  std::string_view type = text_of(config, "InputType");
  const std::string_view manifest = text_of(config, "ManifestType");
  if (!is_listing && (type == "MANIFEST" || !manifest.empty())) {
    using Manifest = ReaderConfig::Manifest;
    read.manifest = manifest == "ATHENA_DATA" ? Manifest::Athena : Manifest::S3Inventory;
    // The files of an inventory are CSV; those of Athena say so themselves, or by their headers.
    const bool is_csv = read.manifest == Manifest::S3Inventory || config.find("CSVHeaderLocation") != nullptr;
    if (type == "MANIFEST" || type.empty()) type = is_csv ? "CSV" : "JSONL";
  }
  if (type == "CSV") {
    read.format.type = RecordFormat::Type::Csv;
    PAWL_CHECK(read_csv_fields(config, read.format));
  } else if (type == "JSONL") {
    read.format.type = RecordFormat::Type::Jsonl;
  } else if (type == "JSON") {
    if (const Value* pointer = config.find("ItemsPointer"); pointer != nullptr && pointer->is_string())
      read.format.items_pointer = pointer->as_string();
  } else if (type == "PARQUET") {
    return fail("pawl does not read PARQUET; write the data as JSONL or CSV, which may be gzip or zstd");
  } else if (type.empty()) {
    return fail("the ItemReader's ReaderConfig has no InputType");
  } else {
    return fail("InputType is CSV, JSON, JSONL or MANIFEST, not \"" + std::string(type) + "\"");
  }
  return read;
}

}  // namespace pawl::items
