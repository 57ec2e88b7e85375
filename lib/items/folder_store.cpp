#include "items/folder_store.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/file_access.h"
#include "items/folder_file.h"
#include "items/folder_listing.h"
#include "items/folder_path.h"

namespace pawl::items {

FolderStore::FolderStore(Folders folders) : folders_(std::move(folders)) {}

Result<std::string> FolderStore::folder_of(std::string_view bucket) {
  if (const auto known = resolved_.find(bucket); known != resolved_.end()) return known->second;
  const bool is_name = !bucket.empty() && bucket != "." && bucket != ".." &&
                       bucket.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
  if (!is_name) return fail("\"" + std::string(bucket) + "\" is no name of a bucket");
  std::string path;
  if (const auto named = folders_.named.find(bucket); named != folders_.named.end()) path = named->second;
  else if (folders_.root) path = *folders_.root / std::string(bucket);
  const std::string how = "give --bucket-root DIR with a folder " + std::string(bucket) +
                          " in it, or \"buckets: {" + std::string(bucket) + ": DIR}\" in pawl.yaml";
  if (path.empty()) return fail("the bucket " + std::string(bucket) + " is bound to no folder: " + how);
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  struct stat status {};
  if (real == nullptr || ::stat(real.get(), &status) != 0)
    return fail("the folder " + path + " of the bucket " + std::string(bucket) + " cannot be read (" +
                std::strerror(errno) + "): " + how);
  if (!S_ISDIR(status.st_mode))
    return fail("the bucket " + std::string(bucket) + " is bound to " + path +
                ", which is no folder: " + how);
  return resolved_.emplace(bucket, real.get()).first->second;
}

Result<std::unique_ptr<ByteStream>> FolderStore::open(std::string_view bucket, std::string_view key) {
  PAWL_TRY(const std::string folder, folder_of(bucket));
  PAWL_TRY(const std::string path, path_inside(bucket, folder, key));
  return open_file(path);
}

Result<ObjectInfo> FolderStore::stat(std::string_view bucket, std::string_view key) {
  PAWL_TRY(const std::string folder, folder_of(bucket));
  PAWL_TRY(const std::string path, path_inside(bucket, folder, key));
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return fail("cannot read " + path + ": " + access_fault(errno));
  return ObjectInfo{std::string(key), static_cast<uint64_t>(status.st_size), modified_ns(status), {}};
}

Result<std::unique_ptr<ObjectListing>> FolderStore::list(std::string_view bucket, std::string_view prefix) {
  PAWL_TRY(std::string folder, folder_of(bucket));
  PAWL_CHECK(check_key(bucket, prefix));
  return std::make_unique<FolderListing>(std::string(bucket), std::move(folder), prefix);
}

Result<std::unique_ptr<ObjectWriter>> FolderStore::create(std::string_view bucket, std::string_view key) {
  PAWL_TRY(const std::string folder, folder_of(bucket));
  PAWL_TRY(std::string path, path_for_new(bucket, folder, key));
  return create_file(std::move(path));
}

std::string object_uri(std::string_view bucket, std::string_view key) {
  std::string uri = "s3://" + std::string(bucket);
  if (!key.empty()) uri.append("/").append(key);
  return uri;
}

}  // namespace pawl::items
