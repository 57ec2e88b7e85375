// Batcher: several items as the input of one child (AWS guide: "ItemBatcher (Map)").
#pragma once
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>

#include "asl/state_error.h"
#include "value/value.h"

namespace pawl::items {

struct BatchLimits {
  std::optional<int64_t> max_items;  // MaxItemsPerBatch
  std::optional<int64_t> max_bytes;  // MaxInputBytesPerBatch, of the child's whole input; never over 256 KiB
  Value batch_input;                 // BatchInput, evaluated; absent (Value::is_absent): there is none
};

class Batcher {
 public:
  explicit Batcher(BatchLimits limits);

  /// Adds an item, after ItemSelector. False: it does not fit any more; take() the batch, then add it again.
  /// The error, States.ItemReaderFailed: it does not even fit alone.
  tl::expected<bool, asl::StateError> add(const Value& item);
  /// Items in the batch.
  [[nodiscard]] uint64_t size() const { return builder_.size(); }
  /// Whether MaxItemsPerBatch is reached.
  [[nodiscard]] bool is_full() const;
  /// {"BatchInput": …, "Items": […]}; the next batch begins.
  Value take();

 private:
  BatchLimits limits_;
  uint64_t head_bytes_;  // of the input without its items
  uint64_t bytes_;
  ArrayBuilder builder_;
};

}  // namespace pawl::items
