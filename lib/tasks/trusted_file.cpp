#include "tasks/trusted_file.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;

/// The user who called sudo.
bool called_sudo(uid_t user) {
  const char* said = std::getenv("SUDO_UID");
  if (said == nullptr || ::geteuid() != 0) return false;
  uid_t caller = 0;
  const char* const end = said + std::strlen(said);
  const auto parsed = std::from_chars(said, end, caller);
  return parsed.ec == std::errc() && parsed.ptr == end && parsed.ptr != said && caller == user;
}

bool is_trusted(uid_t user) { return user == 0 || user == ::geteuid() || called_sudo(user); }

/// The user's private group, as most distributions make one: with umask 002 it can write everything.
bool is_private(gid_t group) {
  const passwd* const user = ::getpwuid(::geteuid());
  if (user == nullptr || user->pw_gid != group) return false;
  const std::string name = user->pw_name;
  const struct group* const entry = ::getgrgid(group);
  if (entry == nullptr || name != entry->gr_name) return false;
  for (char** member = entry->gr_mem; *member != nullptr; ++member) {
    if (name != *member) return false;
  }
  return true;
}

bool others_can_write(const struct stat& status) {
  if ((status.st_mode & S_IWOTH) != 0) return true;
  return (status.st_mode & S_IWGRP) != 0 && !is_private(status.st_gid);
}

std::string name_of(uid_t user) {
  const passwd* const entry = ::getpwuid(user);
  const std::string number = "uid " + std::to_string(user);
  return entry == nullptr ? number : "'" + std::string(entry->pw_name) + "' (" + number + ")";
}

}  // namespace

Result<void> check_trusted(const std::string& path, const std::string& how_to_trust) {
  const auto refuse = [&](const std::string& why, std::string_view mend) {
    return fail("'" + path + "' is not used: " + why + ", and it says what runs here; " + std::string(mend) +
                (mend.empty() ? "" : ", or ") + how_to_trust);
  };
  struct stat link {};
  struct stat file {};
  struct stat folder {};
  std::error_code ignored;
  const std::string parent = fs::absolute(path, ignored).parent_path().string();
  // A missing or unreadable file is reported by its opener.
  if (::lstat(path.c_str(), &link) != 0 || ::stat(path.c_str(), &file) != 0 ||
      ::stat(parent.c_str(), &folder) != 0)
    return {};
  for (const uid_t owner : {link.st_uid, file.st_uid}) {
    if (!is_trusted(owner)) return refuse("it belongs to " + name_of(owner), "");
  }
  if (others_can_write(file)) return refuse("other users can write it", "`chmod go-w` that file");
  if (!is_trusted(folder.st_uid)) return refuse("its folder belongs to " + name_of(folder.st_uid), "");
  if (others_can_write(folder) && (folder.st_mode & S_ISVTX) == 0)
    return refuse("other users can write its folder", "`chmod go-w` that folder");
  return {};
}

}  // namespace pawl::tasks
