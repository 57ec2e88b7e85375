#include "items/item.h"

#include "base/result.h"

namespace pawl::items {

tl::expected<uint64_t, asl::StateError> ItemSource::skip(uint64_t count) {
  Item item;
  for (uint64_t passed = 0; passed < count; ++passed) {
    PAWL_TRY(const bool found, next(item));
    if (!found) return passed;
  }
  return count;
}

const std::optional<SourceStamp>& ItemSource::stamp() const {
  static const std::optional<SourceStamp> kNone;
  return kNone;
}

}  // namespace pawl::items
