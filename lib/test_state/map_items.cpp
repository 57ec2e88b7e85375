#include "test_state/map_items.h"

#include <algorithm>
#include <cstring>

#include "engine/states.h"
#include "items/batcher.h"
#include "items/key_value.h"
#include "items/reader.h"
#include "items/reader_config.h"

namespace pawl::test_state {
namespace {

constexpr uint64_t kMostShown = 262'144;  // bytes of inspectionData's fields

class TextStream final : public items::ByteStream {
 public:
  explicit TextStream(std::string_view text) : text_(text) {}
  Result<size_t> read(char* into, size_t most) override {
    const size_t count = std::min(most, text_.size());
    std::memcpy(into, text_.data(), count);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

engine::FailurePtr failure_of(asl::StateError error) {
  auto failure = std::make_unique<engine::Failure>();
  failure->error = std::move(error);
  return failure;
}

/// The items in the text of a file.
Result<Value> items_in(std::string_view text, const asl::ItemReader& reader, std::optional<int64_t> most) {
  const bool is_listing = reader.resource.action.starts_with("listObjects");
  PAWL_TRY(const items::ReaderConfig config, items::read_reader_config(reader.reader_config, is_listing));
  PAWL_TRY(const auto records, items::read_records(config.format, std::make_unique<TextStream>(text)));
  ArrayBuilder found;
  items::Item item;
  while (most.value_or(0) <= 0 || found.size() < static_cast<uint64_t>(*most)) {
    PAWL_TRY(const bool is_there, records->read(item));
    if (!is_there) break;
    found.push(item.value);
  }
  return found.finish();
}

/// Values as an array until their text is longer than inspectionData shows.
class ShownArray {
 public:
  void push(const Value& value) {
    if (bytes_ > kMostShown) return;
    bytes_ += std::min(value.text_bytes_bound(), kMostShown) + 1;
    values_.push(value);
  }
  void note(std::string_view name, Inspection& inspection) {
    if (bytes_ <= kMostShown) inspection.note_items(name, values_.finish());
  }

 private:
  uint64_t bytes_ = 0;
  ArrayBuilder values_;
};

}  // namespace

engine::Evaluated<std::optional<Value>> read_items(const StateTest& test, engine::Frame& frame,
                                                   const Value& input, const engine::MapRunPlan& plan) {
  const auto& map = std::get<asl::Map>(test.state.kind);
  if (const auto& text = test.configuration.map_item_reader_data) {
    auto items = items_in(*text, *map.item_reader, plan.max_items);
    if (!items)
      return engine::failed(failure_of(items::item_reader_failed(std::move(items.error().message))));
    return std::move(*items);
  }
  if (!map.items_path) return std::nullopt;
  auto found = jsonpath::evaluate(map.items_path->path, frame.scope(input));
  if (!found || !found->is_container()) return std::nullopt;
  return std::move(*found);
}

engine::FailurePtr inspect_items(const asl::Map& map, const Value& items, const Value& input,
                                 const engine::MapRunPlan& plan,
                                 const std::function<engine::Frame(const engine::MapItem&)>& frame_of,
                                 Inspection& inspection) {
  if (!map.item_selector && !map.item_batcher) return nullptr;
  ShownArray selected;
  ShownArray batches;
  items::Batcher batcher({.max_items = plan.max_items_per_batch,
                          .max_bytes = plan.max_input_bytes_per_batch,
                          .batch_input = plan.batch_input ? *plan.batch_input : Value::absent()});
  for (size_t i = 0; i < items.size(); ++i) {
    const bool is_member = items.is_object();
    const engine::MapItem item{
        .index = i,
        .key = is_member ? &items.members()[i].key : nullptr,
        .value = is_member ? items::key_value(items.members()[i].key, items.members()[i].value)
                           : items.items()[i]};
    engine::Frame frame = frame_of(item);
    auto given = engine::iteration_input(frame, map, input);
    if (!given) return std::move(given.error());
    selected.push(*given);
    if (!map.item_batcher) continue;
    auto is_in = batcher.add(*given);
    if (is_in && !*is_in) {
      batches.push(batcher.take());
      is_in = batcher.add(*given);
    }
    if (!is_in) return failure_of(std::move(is_in.error()));
    if (batcher.is_full()) batches.push(batcher.take());
  }
  if (map.item_selector) selected.note("afterItemSelector", inspection);
  if (map.item_batcher) {
    if (batcher.size() > 0) batches.push(batcher.take());
    batches.note("afterItemBatcher", inspection);
  }
  return nullptr;
}

}  // namespace pawl::test_state
