// An ItemReader: what its fields say, turned into an ItemSource (AWS guide: "ItemReader (Map)").
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <tl/expected.hpp>

#include "asl/resource.h"
#include "asl/state_error.h"
#include "items/item.h"
#include "items/object_store.h"
#include "value/value.h"

namespace pawl::items {

struct ReaderRequest {
  const asl::Resource& resource;     // s3:getObject or s3:listObjectsV2
  Value arguments;                   // Parameters or Arguments, evaluated: Bucket, Key, Prefix
  Value reader_config;               // as written; null when absent
  std::optional<int64_t> max_items;  // evaluated; 0 and absent: all
};

/// Reads JSON (an array, or with ItemsPointer an object too), JSONL, CSV, listings, S3 inventories and
/// Athena's manifests, gzip and zstd. The store outlives the source. The error is States.ItemReaderFailed;
/// the source reports faults that it finds later in the file.
///
/// A file with an object at its top is refused unless ItemsPointer names what to run over ("" is the whole):
/// so AWS does (recorded).
tl::expected<std::unique_ptr<ItemSource>, asl::StateError> open_items(const ReaderRequest& request,
                                                                      ObjectStore& store);

/// {"States.ItemReaderFailed", cause}
asl::StateError item_reader_failed(std::string cause);

}  // namespace pawl::items
