// A ReaderConfig, read: what the file holds and how.
#pragma once
#include "base/result.h"
#include "items/record_reader.h"
#include "value/value.h"

namespace pawl::items {

struct ReaderConfig {
  enum class Manifest : uint8_t { None, S3Inventory, Athena };
  RecordFormat format;  // of the file, or of the files that a manifest or a listing names
  Manifest manifest = Manifest::None;
  bool loads = false;  // Transformation LOAD_AND_FLATTEN
};

/// `config` as written, null when absent. Refuses what pawl cannot read, Parquet by its name.
Result<ReaderConfig> read_reader_config(const Value& config, bool is_listing);

}  // namespace pawl::items
