// FolderStore: buckets that are folders. An object is the file at FOLDER/KEY.
//
// Keys never leave their folder: "..", absolute keys and links that point out are refused. A file that is
// being written is `.NAME.pawl-part` beside its place, which no listing shows.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "items/object_store.h"

namespace pawl::items {

class FolderStore final : public ObjectStore {
 public:
  struct Folders {
    std::optional<std::filesystem::path> root;                        // every folder in it is a bucket
    std::map<std::string, std::filesystem::path, std::less<>> named;  // these count first
  };
  explicit FolderStore(Folders folders);

  /// Whether it has a folder for the bucket, or a root where it would be.
  [[nodiscard]] bool is_for(std::string_view bucket) const {
    return folders_.root || folders_.named.contains(bucket);
  }
  Result<std::unique_ptr<ByteStream>> open(std::string_view bucket, std::string_view key) override;
  Result<ObjectInfo> stat(std::string_view bucket, std::string_view key) override;
  Result<std::unique_ptr<ObjectListing>> list(std::string_view bucket, std::string_view prefix) override;
  /// Makes the folders that the key needs.
  Result<std::unique_ptr<ObjectWriter>> create(std::string_view bucket, std::string_view key) override;

 private:
  /// The bucket's folder, free of links.
  Result<std::string> folder_of(std::string_view bucket);

  Folders folders_;
  std::map<std::string, std::string, std::less<>> resolved_;
};

}  // namespace pawl::items
