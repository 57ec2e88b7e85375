// The files of a bucket's folder, listed as S3 lists objects.
#pragma once
#include <string>
#include <vector>

#include "items/object_store.h"

namespace pawl::items {

/// Reads one folder at a time, so that memory grows with the largest of them and not with the listing.
class FolderListing final : public ObjectListing {
 public:
  /// `folder`: free of links. `prefix`: checked (check_key).
  FolderListing(std::string bucket, std::string folder, std::string_view prefix);
  Result<bool> next(ObjectInfo& object) override;

 private:
  struct Entry {
    std::string name;  // that of a folder ends with "/"
    bool operator<(const Entry& other) const { return name < other.name; }
  };
  struct Level {
    std::string key;             // "a/b/"
    std::vector<Entry> entries;  // the next one last
  };

  /// Reads the folder with this key; only names that begin with `start` count.
  Result<void> descend(std::string key, std::string_view start);
  [[nodiscard]] std::string path_of(std::string_view key) const { return folder_ + "/" + std::string(key); }

  std::string bucket_;
  std::string folder_;
  std::string prefix_;
  std::vector<Level> levels_;
  bool begun_ = false;
};

/// What S3 calls the object's version: the MD5 of a small file, as S3 has it; for others, which would have to
/// be read for it, the form of a multipart upload, made of the file's size and time.
Result<std::string> etag_of(const std::string& path, uint64_t bytes, int64_t modified_ns);

}  // namespace pawl::items
