// ObjectQueue: the objects that items are read from, one after the other.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "items/object_store.h"

namespace pawl::items {

struct ObjectName {
  std::string bucket;
  std::string key;
};

class ObjectQueue {
 public:
  ObjectQueue() = default;
  ObjectQueue(const ObjectQueue&) = delete;
  ObjectQueue& operator=(const ObjectQueue&) = delete;
  virtual ~ObjectQueue() = default;
  /// False: there are no more.
  virtual Result<bool> next(ObjectName& object) = 0;
};

std::unique_ptr<ObjectQueue> one_object(ObjectName object);
/// What a bucket lists under a prefix.
Result<std::unique_ptr<ObjectQueue>> listed_objects(ObjectStore& store, const std::string& bucket,
                                                    std::string_view prefix);
/// The data files that a manifest of Athena's UNLOAD names: an s3:// URI a line.
Result<std::unique_ptr<ObjectQueue>> athena_objects(std::unique_ptr<ByteStream> manifest);

/// An S3 inventory's manifest.json: the CSV files it names and the columns they have.
struct Inventory {
  std::unique_ptr<ObjectQueue> objects;
  std::vector<std::string> columns;
};
Result<Inventory> read_inventory(std::unique_ptr<ByteStream> manifest);

}  // namespace pawl::items
