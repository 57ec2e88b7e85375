// Item: one element of what a Distributed Map runs over, and ItemSource, which gives them one after the other
// without holding the rest (AWS guide: "Map state input and output fields").
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "asl/state_error.h"
#include "value/value.h"

namespace pawl::items {

struct Item {
  Value value;         // Map.Item.Value; of an object's member {"Key", "Value"}
  uint64_t index = 0;  // Map.Item.Index
  Value key;           // Map.Item.Key: a string for an object's member; absent (Value::is_absent) else
};

/// The file that items come from, so that a resumed run can tell whether it is still the same.
struct SourceStamp {
  std::string uri;          // "s3://bucket/key"
  uint64_t bytes = 0;       // its size
  int64_t modified_ns = 0;  // nanoseconds since the epoch
  std::string digest;       // of its first 64 KiB: lower-case hex of SHA-256
  bool operator==(const SourceStamp&) const = default;
};

class ItemSource {
 public:
  ItemSource() = default;
  ItemSource(const ItemSource&) = delete;
  ItemSource& operator=(const ItemSource&) = delete;
  virtual ~ItemSource() = default;

  /// The next item, with indices counted up from 0. False: there is none. An error is
  /// States.ItemReaderFailed; nothing comes after it.
  virtual tl::expected<bool, asl::StateError> next(Item& item) = 0;

  /// Skips up to `count` items, faster than next() where possible, and returns how many there were. Their
  /// content may go unchecked.
  virtual tl::expected<uint64_t, asl::StateError> skip(uint64_t count);

  /// Map.Item.Source of the item that next() gave last: "STATE_DATA", or "s3://bucket/key" of the object it
  /// was read from ("s3://bucket" for a listing). Valid until the next call.
  [[nodiscard]] virtual std::string_view source() const = 0;

  /// The file that was opened; nullopt for data of the state, and for a listing.
  [[nodiscard]] virtual const std::optional<SourceStamp>& stamp() const;
};

/// Bytes that the compact JSON text of one item may have, as at AWS.
inline constexpr uint64_t kMaxItemBytes = uint64_t{256} * 1024;

}  // namespace pawl::items
