#include "items/folder_listing.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.h"
#include "base/utf8.h"
#include "items/folder_file.h"
#include "items/folder_path.h"

namespace pawl::items {
namespace {

constexpr uint64_t kListedDigestBytes = uint64_t{64} * 1024;
constexpr uint64_t kPartBytes = uint64_t{8} * 1024 * 1024;  // as the AWS CLI uploads

}  // namespace

FolderListing::FolderListing(std::string bucket, std::string folder, std::string_view prefix)
    : bucket_(std::move(bucket)), folder_(std::move(folder)), prefix_(prefix) {}

Result<bool> FolderListing::next(ObjectInfo& object) {
  if (!begun_) {
    begun_ = true;
    const size_t slash = prefix_.rfind('/') + 1;  // 0 where there is none
    PAWL_CHECK(descend(prefix_.substr(0, slash), std::string_view(prefix_).substr(slash)));
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.entries.empty()) {
      levels_.pop_back();
      continue;
    }
    std::string key = level.key + level.entries.back().name;
    level.entries.pop_back();
    if (key.ends_with('/')) {
      PAWL_CHECK(descend(std::move(key), ""));
      continue;
    }
    PAWL_TRY(const std::string path, path_inside(bucket_, folder_, key));
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) continue;  // gone in between
    if (S_ISDIR(status.st_mode))
      return fail("the object " + object_uri(bucket_, key) +
                  " is refused: a listing does not follow the link " + path_of(key) + " to a folder");
    if (!S_ISREG(status.st_mode)) continue;
    object.bytes = static_cast<uint64_t>(status.st_size);
    object.modified_ns = modified_ns(status);
    PAWL_TRY(object.etag, etag_of(path, object.bytes, object.modified_ns));
    object.key = std::move(key);
    return true;
  }
  return false;
}

Result<void> FolderListing::descend(std::string key, std::string_view start) {
  const std::string path = path_of(key);
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) return {};  // nothing begins with this prefix
    return fail("cannot list the folder " + path + ": " + std::strerror(errno));
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> guard(directory, ::closedir);
  if (!key.empty())
    PAWL_CHECK(path_inside(bucket_, folder_, std::string_view(key).substr(0, key.size() - 1)));
  Level level{std::move(key), {}};
  while (const dirent* entry = ::readdir(directory)) {
    std::string name = entry->d_name;
    if (name == "." || name == ".." || is_part_name(name) || !name.starts_with(start)) continue;
    if (utf8::find_invalid(name) != std::string_view::npos)
      return fail("the folder " + path + " has a file whose name is not UTF-8, which no object's key can be");
    bool is_folder = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN) {
      struct stat status {};
      is_folder = ::lstat(fmt::format("{}/{}", path, name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    }
    if (is_folder) name += '/';
    level.entries.push_back({std::move(name)});
  }
  std::sort(level.entries.rbegin(), level.entries.rend());
  levels_.push_back(std::move(level));
  return {};
}

Result<std::string> etag_of(const std::string& path, uint64_t bytes, int64_t modified_ns) {
  if (bytes <= kListedDigestBytes) {
    PAWL_TRY(const std::string content, file_head(path, kListedDigestBytes));
    return "\"" + *digest(content, "MD5") + "\"";
  }
  const std::string identity = std::to_string(bytes) + " " + std::to_string(modified_ns);
  return "\"" + *digest(identity, "MD5") + "-" + std::to_string((bytes + kPartBytes - 1) / kPartBytes) + "\"";
}

}  // namespace pawl::items
