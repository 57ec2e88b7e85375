// MapRunPlan: what a Distributed Map asks for, evaluated when its state starts (AWS guide: "Map state in
// Distributed mode").
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "asl/state.h"
#include "value/value.h"

namespace pawl::engine {

/// The definition outlives it.
struct MapRunPlan {
  const asl::State* state = nullptr;  // a Map; its ItemReader and ResultWriter name the resources and configs
  std::string arn;                    // of the map run: "arn:…:mapRun:MACHINE/LABEL:UUID"
  Value items;             // the array or object in the state's data; null: an ItemReader finds them
  Value reader_arguments;  // of the ItemReader, evaluated; null: none
  std::optional<int64_t> max_items;  // may be negative or 0, as it was given
  int64_t max_concurrency = 0;       // 0: no limit of its own
  int64_t tolerated_failure_count = 0;
  double tolerated_failure_percentage = 0;
  bool tolerates_count = false;  // ToleratedFailureCount is given
  bool tolerates_percentage = false;
  std::optional<int64_t> max_items_per_batch;
  std::optional<int64_t> max_input_bytes_per_batch;
  std::optional<Value> batch_input;  // evaluated
  Value writer_arguments;            // of the ResultWriter, evaluated; null: none
  uint64_t redrives = 0;             // of the execution, where that redrives the map run; 0: it begins
};

/// Map.Item.Source where a Map's items come from the state's data and not from an ItemReader.
inline constexpr std::string_view kStateData = "STATE_DATA";

/// One item, as ItemSelector sees it.
struct MapItem {
  uint64_t index = 0;
  const Value* key = nullptr;            // of an object's member; null pointer: the item is none
  Value value;                           // of an object's member {"Key", "Value"}
  std::string_view source = kStateData;  // or the URI of what the ItemReader read
};

}  // namespace pawl::engine
