// ObjectStore: S3 as Distributed Maps use it, with objects in buckets. FolderStore keeps them as files.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "items/byte_stream.h"

namespace pawl::items {

struct ObjectInfo {
  std::string key;
  uint64_t bytes = 0;
  int64_t modified_ns = 0;  // nanoseconds since the epoch
  std::string etag;         // with its quotes, as S3 has it
};

/// The objects of a bucket in the order of their keys' bytes.
class ObjectListing {
 public:
  ObjectListing() = default;
  ObjectListing(const ObjectListing&) = delete;
  ObjectListing& operator=(const ObjectListing&) = delete;
  virtual ~ObjectListing() = default;
  /// False: there are no more.
  virtual Result<bool> next(ObjectInfo& object) = 0;
};

/// An object that is being written. It is visible only after commit(); without it nothing remains.
class ObjectWriter {
 public:
  ObjectWriter() = default;
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  virtual ~ObjectWriter() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  /// Writes all bytes to the disk; the object is still invisible. Nothing can be appended afterwards.
  virtual Result<void> complete() = 0;
  /// Makes it visible under its key, in place of an older object. Demands complete().
  virtual Result<void> commit() = 0;
  /// Undoes a commit.
  virtual void withdraw() = 0;
};

class ObjectStore {
 public:
  ObjectStore() = default;
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;
  virtual ~ObjectStore() = default;

  /// The object's bytes, as they are stored.
  virtual Result<std::unique_ptr<ByteStream>> open(std::string_view bucket, std::string_view key) = 0;
  /// `etag` stays empty.
  virtual Result<ObjectInfo> stat(std::string_view bucket, std::string_view key) = 0;
  /// The objects whose keys begin with `prefix`.
  virtual Result<std::unique_ptr<ObjectListing>> list(std::string_view bucket, std::string_view prefix) = 0;
  virtual Result<std::unique_ptr<ObjectWriter>> create(std::string_view bucket, std::string_view key) = 0;
};

/// "s3://bucket/key", or "s3://bucket" for an empty key.
std::string object_uri(std::string_view bucket, std::string_view key);

}  // namespace pawl::items
