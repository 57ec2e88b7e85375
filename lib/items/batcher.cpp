#include "items/batcher.h"

#include <algorithm>
#include <string>
#include <utility>

#include "items/item.h"
#include "items/reader.h"

namespace pawl::items {
namespace {

constexpr std::string_view kWithoutInput = R"({"Items":[]})";
constexpr std::string_view kWithInput = R"({"BatchInput":,"Items":[]})";

}  // namespace

Batcher::Batcher(BatchLimits limits) : limits_(std::move(limits)) {
  const Value& input = limits_.batch_input;
  head_bytes_ = input.is_absent() ? kWithoutInput.size() : kWithInput.size() + input.text_bytes_bound();
  bytes_ = head_bytes_;
}

tl::expected<bool, asl::StateError> Batcher::add(const Value& item) {
  const auto most = static_cast<uint64_t>(
      std::clamp<int64_t>(limits_.max_bytes.value_or(kMaxItemBytes), 1, int64_t{kMaxItemBytes}));
  if (is_full()) return false;
  const uint64_t bytes = item.text_bytes_bound() + (size() > 0 ? 1 : 0);
  if (bytes > most || bytes_ + bytes > most) {
    if (size() > 0) return false;
    return tl::unexpected(item_reader_failed("an item with " + std::to_string(bytes) +
                                             " bytes does not fit into a batch, which may have " +
                                             std::to_string(most) + " bytes with its BatchInput"));
  }
  bytes_ += bytes;
  builder_.push(item);
  return true;
}

bool Batcher::is_full() const {
  return limits_.max_items && size() > 0 && static_cast<int64_t>(size()) >= *limits_.max_items;
}

Value Batcher::take() {
  ObjectBuilder input(2);
  if (!limits_.batch_input.is_absent()) input.append("BatchInput", limits_.batch_input);
  input.append("Items", builder_.finish());
  bytes_ = head_bytes_;
  return input.finish();
}

}  // namespace pawl::items
