#include "items/reader.h"

#include <limits>
#include <utility>

#include "base/digest.h"
#include "items/object_queue.h"
#include "items/reader_config.h"
#include "items/record_reader.h"

namespace pawl::items {
namespace {

constexpr size_t kDigestedBytes = size_t{64} * 1024;

/// The error with the file's name before it, unless it has the name already or is AWS's own text.
asl::StateError reader_fault(std::string_view uri, const std::string& message) {
  const bool stands = message == kNotIterable || message == kDuplicateHeaders ||
                      message.find("s3://") != std::string::npos || uri.empty();
  return item_reader_failed(stands ? message : std::string(uri) + ": " + message);
}

/// Counts items, keeps to MaxItems and checks their size; derived classes produce them.
class BoundedSource : public ItemSource {
 public:
  explicit BoundedSource(uint64_t most) : most_(most) {}

  tl::expected<bool, asl::StateError> next(Item& item) final {
    if (index_ == most_) return false;
    auto found = read(item);
    if (!found) return failed(found.error());
    if (!*found) return false;
    item.index = index_++;
    if (item.value.text_exceeds(kMaxItemBytes))
      return failed(Error{"item " + std::to_string(item.index) + " has more than " +
                          std::to_string(kMaxItemBytes) + " bytes, the most that a child's input can have"});
    return true;
  }

  tl::expected<uint64_t, asl::StateError> skip(uint64_t count) final {
    auto passed = pass(std::min(count, most_ - index_));
    if (!passed) return failed(passed.error());
    index_ += *passed;
    return *passed;
  }

  [[nodiscard]] std::string_view source() const final { return uri_; }

  /// Opens the first object, so that its faults are reported at once.
  tl::expected<void, asl::StateError> begin() {
    if (auto begun = start(); !begun) return failed(begun.error());
    return {};
  }

 protected:
  virtual Result<void> start() { return {}; }
  virtual Result<bool> read(Item& item) = 0;
  virtual Result<uint64_t> pass(uint64_t count) = 0;
  void set_uri(std::string uri) { uri_ = std::move(uri); }

 private:
  [[nodiscard]] tl::unexpected<asl::StateError> failed(const Error& error) const {
    return tl::unexpected(reader_fault(uri_, error.message));
  }

  uint64_t most_;
  uint64_t index_ = 0;
  std::string uri_;
};

/// The objects of a bucket themselves.
class ListingSource final : public BoundedSource {
 public:
  ListingSource(uint64_t most, const std::string& bucket, std::unique_ptr<ObjectListing> listing)
      : BoundedSource(most), listing_(std::move(listing)) {
    set_uri(object_uri(bucket, ""));
  }

 protected:
  Result<bool> read(Item& item) override {
    PAWL_TRY(const bool found, listing_->next(object_));
    if (!found) return false;
    ObjectBuilder value(5);
    value.append("Etag", Value::string(object_.etag));
    value.append("Key", Value::string(object_.key));
    value.append("LastModified", Value::real(static_cast<double>(object_.modified_ns / 1'000'000'000)));
    value.append("Size", Value::integer(static_cast<int64_t>(object_.bytes)));
    value.append("StorageClass", Value::string("STANDARD"));
    item.value = value.finish();
    item.key = Value::absent();
    return true;
  }

  Result<uint64_t> pass(uint64_t count) override {
    for (uint64_t passed = 0; passed < count; ++passed) {
      PAWL_TRY(const bool found, listing_->next(object_));
      if (!found) return passed;
    }
    return count;
  }

 private:
  std::unique_ptr<ObjectListing> listing_;
  ObjectInfo object_;
};

/// The items in one object after the other.
class ObjectsSource final : public BoundedSource {
 public:
  ObjectsSource(uint64_t most, ObjectStore& store, RecordFormat format, std::unique_ptr<ObjectQueue> objects)
      : BoundedSource(most), store_(store), format_(std::move(format)), objects_(std::move(objects)) {}

  void set_stamp(SourceStamp stamp) { stamp_ = std::move(stamp); }
  [[nodiscard]] const std::optional<SourceStamp>& stamp() const override { return stamp_; }

 protected:
  Result<void> start() override { return open_next(); }

  Result<bool> read(Item& item) override {
    while (records_ != nullptr) {
      PAWL_TRY(const bool found, records_->read(item));
      if (found) return true;
      PAWL_CHECK(open_next());
    }
    return false;
  }

  Result<uint64_t> pass(uint64_t count) override {
    uint64_t passed = 0;
    while (records_ != nullptr && passed < count) {
      PAWL_TRY(const uint64_t here, records_->skip(count - passed));
      passed += here;
      if (passed < count) PAWL_CHECK(open_next());
    }
    return passed;
  }

 private:
  /// Leaves records_ null after the last one.
  Result<void> open_next() {
    records_ = nullptr;
    ObjectName object;
    PAWL_TRY(const bool found, objects_->next(object));
    if (!found) return {};
    set_uri(object_uri(object.bucket, object.key));
    PAWL_TRY(auto stored, store_.open(object.bucket, object.key));
    PAWL_TRY(auto stream, unpacked(std::move(stored)));
    PAWL_TRY(records_, read_records(format_, std::move(stream)));
    return {};
  }

  ObjectStore& store_;
  RecordFormat format_;
  std::unique_ptr<ObjectQueue> objects_;
  std::unique_ptr<RecordReader> records_;
  std::optional<SourceStamp> stamp_;
};

Result<SourceStamp> stamp_of(ObjectStore& store, const ObjectName& object) {
  PAWL_TRY(const ObjectInfo info, store.stat(object.bucket, object.key));
  PAWL_TRY(const auto stream, store.open(object.bucket, object.key));
  std::string head(kDigestedBytes, '\0');
  size_t size = 0;
  for (size_t got = 1; got > 0 && size < head.size(); size += got) {
    PAWL_TRY(got, stream->read(head.data() + size, head.size() - size));
  }
  return SourceStamp{object_uri(object.bucket, object.key), info.bytes, info.modified_ns,
                     *digest(std::string_view(head).substr(0, size), "SHA-256")};
}

Result<std::unique_ptr<ByteStream>> open_unpacked(ObjectStore& store, const ObjectName& object) {
  PAWL_TRY(auto stored, store.open(object.bucket, object.key));
  return unpacked(std::move(stored));
}

Result<std::unique_ptr<BoundedSource>> open_source(const ReaderRequest& request, ReaderConfig config,
                                                   const ObjectName& object, ObjectStore& store) {
  const uint64_t most = request.max_items.value_or(0) > 0 ? static_cast<uint64_t>(*request.max_items)
                                                          : std::numeric_limits<uint64_t>::max();
  const bool is_listing = request.resource.action == "listObjectsV2";
  if (is_listing && !config.loads) {
    PAWL_TRY(auto listing, store.list(object.bucket, object.key));
    return std::make_unique<ListingSource>(most, object.bucket, std::move(listing));
  }
  std::unique_ptr<ObjectQueue> objects;
  if (is_listing) {
    PAWL_TRY(objects, listed_objects(store, object.bucket, object.key));
  } else if (config.manifest == ReaderConfig::Manifest::Athena) {
    PAWL_TRY(auto manifest, open_unpacked(store, object));
    PAWL_TRY(objects, athena_objects(std::move(manifest)));
  } else if (config.manifest == ReaderConfig::Manifest::S3Inventory) {
    PAWL_TRY(auto manifest, open_unpacked(store, object));
    PAWL_TRY(Inventory inventory, read_inventory(std::move(manifest)));
    objects = std::move(inventory.objects);
    config.format.headers = std::move(inventory.columns);
  } else {
    objects = one_object(object);
  }
  auto source = std::make_unique<ObjectsSource>(most, store, std::move(config.format), std::move(objects));
  if (!is_listing) {
    PAWL_TRY(SourceStamp stamp, stamp_of(store, object));
    source->set_stamp(std::move(stamp));
  }
  return source;
}

}  // namespace

tl::expected<std::unique_ptr<ItemSource>, asl::StateError> open_items(const ReaderRequest& request,
                                                                      ObjectStore& store) {
  if (request.max_items.value_or(0) < 0)
    return tl::unexpected(item_reader_failed("field MaxItems must be positive"));
  const bool is_listing = request.resource.action == "listObjectsV2";
  auto config = read_reader_config(request.reader_config, is_listing);
  if (!config) return tl::unexpected(item_reader_failed(std::move(config.error().message)));
  const auto text = [&](std::string_view name) -> std::optional<std::string> {
    const Value* value = request.arguments.find(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
  };
  const auto bucket = text("Bucket"), key = text(is_listing ? "Prefix" : "Key");
  if (!bucket || (!key && !is_listing))
    return tl::unexpected(item_reader_failed(std::string("the ItemReader's parameters have no ") +
                                             (bucket ? "Key" : "Bucket") + " that is a string"));
  const ObjectName object{*bucket, key.value_or("")};
  auto source = open_source(request, std::move(*config), object, store);
  if (!source)
    return tl::unexpected(reader_fault(object_uri(object.bucket, object.key), source.error().message));
  if (auto begun = (*source)->begin(); !begun) return tl::unexpected(std::move(begun.error()));
  return std::move(*source);
}

asl::StateError item_reader_failed(std::string cause) {
  return {"States.ItemReaderFailed", std::move(cause)};
}

}  // namespace pawl::items
