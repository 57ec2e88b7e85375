#include "items/object_queue.h"

#include <utility>

namespace pawl::items {
namespace {

class OneObject final : public ObjectQueue {
 public:
  explicit OneObject(ObjectName object) : object_(std::move(object)) {}
  Result<bool> next(ObjectName& object) override {
    if (std::exchange(is_given_, true)) return false;
    object = object_;
    return true;
  }

 private:
  ObjectName object_;
  bool is_given_ = false;
};

class ListedObjects final : public ObjectQueue {
 public:
  ListedObjects(std::string bucket, std::unique_ptr<ObjectListing> listing)
      : bucket_(std::move(bucket)), listing_(std::move(listing)) {}
  Result<bool> next(ObjectName& object) override {
    PAWL_TRY(const bool found, listing_->next(info_));
    if (found) object = {bucket_, info_.key};
    return found;
  }

 private:
  std::string bucket_;
  std::unique_ptr<ObjectListing> listing_;
  ObjectInfo info_;
};

}  // namespace

std::unique_ptr<ObjectQueue> one_object(ObjectName object) {
  return std::make_unique<OneObject>(std::move(object));
}

Result<std::unique_ptr<ObjectQueue>> listed_objects(ObjectStore& store, const std::string& bucket,
                                                    std::string_view prefix) {
  PAWL_TRY(auto listing, store.list(bucket, prefix));
  return std::make_unique<ListedObjects>(bucket, std::move(listing));
}

}  // namespace pawl::items
