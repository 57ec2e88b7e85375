// The files behind the objects of a FolderStore.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "items/object_store.h"

namespace pawl::items {

Result<std::unique_ptr<ByteStream>> open_file(const std::string& path);
Result<std::unique_ptr<ObjectWriter>> create_file(std::string path);

/// The first bytes of a file, `most` of them if it has so many.
Result<std::string> file_head(const std::string& path, size_t most);

inline int64_t modified_ns(const struct stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

}  // namespace pawl::items
