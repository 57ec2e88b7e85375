#include "items/folder_path.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "items/object_store.h"

namespace pawl::items {
namespace {

constexpr std::string_view kPartSuffix = ".pawl-part";

bool is_inside(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string named(std::string_view bucket, std::string_view key) {
  return "the object " + object_uri(bucket, key);
}

/// The path free of links; empty and errno for none.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  return real == nullptr ? std::string() : std::string(real.get());
}

Result<std::string> inside(std::string_view bucket, const std::string& folder, std::string_view key,
                           const std::string& path) {
  std::string real = real_path(path);
  if (real.empty()) {
    if (errno == ENOENT || errno == ENOTDIR)
      return fail(named(bucket, key) + " does not exist: there is no file " + path);
    return fail("cannot read " + named(bucket, key) + " at " + path + ": " + std::strerror(errno));
  }
  if (!is_inside(real, folder))
    return fail(named(bucket, key) + " is refused: the link at " + path +
                " points out of the bucket's folder " + folder);
  return real;
}

}  // namespace

Result<void> check_key(std::string_view bucket, std::string_view key) {
  const auto refused = [&](std::string_view why) {
    return fail(named(bucket, key) + " is refused: " + std::string(why));
  };
  if (key.starts_with('/')) return refused("a key that begins with \"/\" leaves the bucket's folder");
  if (key.find('\0') != std::string_view::npos) return refused("its key has a zero byte");
  for (size_t at = 0; at < key.size();) {
    const size_t end = std::min(key.find('/', at), key.size());
    const std::string_view part = key.substr(at, end - at);
    if (part == "..") return refused("a key with \"..\" could leave the bucket's folder");
    if (part.empty() || part == ".") return refused("no file can have a key with \"//\" or \"/./\"");
    at = end + 1;
  }
  return {};
}

Result<std::string> path_inside(std::string_view bucket, const std::string& folder, std::string_view key) {
  PAWL_CHECK(check_key(bucket, key));
  return inside(bucket, folder, key, key.empty() ? folder : folder + "/" + std::string(key));
}

Result<std::string> path_for_new(std::string_view bucket, const std::string& folder, std::string_view key) {
  if (key.empty() || key.ends_with('/'))
    return fail(named(bucket, key) + " cannot be written: a file needs a name");
  PAWL_CHECK(check_key(bucket, key));
  std::string parent = folder;
  for (size_t at = 0; at < key.size();) {
    const size_t end = key.find('/', at);
    std::string path = parent + "/" + std::string(key.substr(at, end - at));
    if (end == std::string_view::npos) return path;
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
      return fail("cannot make the folder " + path + " for " + named(bucket, key) + ": " +
                  std::strerror(errno));
    PAWL_TRY(parent, inside(bucket, folder, key, path));
    at = end + 1;
  }
  return parent;
}

std::string part_path(const std::string& path) {
  const size_t name = path.rfind('/') + 1;
  return path.substr(0, name) + "." + path.substr(name) + std::string(kPartSuffix);
}

bool is_part_name(std::string_view name) { return name.starts_with('.') && name.ends_with(kPartSuffix); }

}  // namespace pawl::items
