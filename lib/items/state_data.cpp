#include "items/state_data.h"

#include <algorithm>

#include "items/key_value.h"

namespace pawl::items {
namespace {

class StateData final : public ItemSource {
 public:
  explicit StateData(Value data) : data_(std::move(data)) {}

  tl::expected<bool, asl::StateError> next(Item& item) override {
    if (at_ >= data_.size()) return false;
    item.index = at_;
    if (data_.is_array()) {
      item.value = data_.items()[at_];
      item.key = Value::absent();
    } else {
      const Member& member = data_.members()[at_];
      item.key = member.key;
      item.value = key_value(member.key, member.value);
    }
    ++at_;
    return true;
  }

  tl::expected<uint64_t, asl::StateError> skip(uint64_t count) override {
    const uint64_t passed = std::min<uint64_t>(count, data_.size() - at_);
    at_ += passed;
    return passed;
  }

  [[nodiscard]] std::string_view source() const override { return "STATE_DATA"; }

 private:
  Value data_;
  uint64_t at_ = 0;
};

}  // namespace

std::unique_ptr<ItemSource> items_of(Value array_or_object) {
  return std::make_unique<StateData>(std::move(array_or_object));
}

bool has_items(const Value& value) { return value.is_container(); }

}  // namespace pawl::items
