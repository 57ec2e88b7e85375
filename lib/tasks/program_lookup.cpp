#include "tasks/program_lookup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace pawl::tasks {
namespace {

namespace fs = std::filesystem;

/// The first program of this name in a PATH, whose relative folders stand in `directory`. Empty: there is
/// none.
std::string search(std::string_view name, const fs::path& directory, std::string_view search_path) {
  while (true) {
    const size_t end = std::min(search_path.find(':'), search_path.size());
    const fs::path found = directory / search_path.substr(0, end) / name;
    std::error_code ignored;
    if (fs::is_regular_file(found, ignored) && ::access(found.c_str(), X_OK) == 0) return found.string();
    if (end == search_path.size()) return {};
    search_path.remove_prefix(end + 1);
  }
}

}  // namespace

std::string search_path(const std::map<std::string, std::string>& environment) {
  const auto path = environment.find("PATH");
  return path == environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<std::string> find_program(std::string_view name, const std::string& directory,
                                 const std::string& search_path) {
  const std::string shown = "'" + std::string(name) + "'";
  if (name.empty()) return fail("the name of the program is empty");
  if (name.find('/') == std::string_view::npos) {
    if (std::string found = search(name, directory, search_path); !found.empty()) return found;
    const std::string here = directory + "/" + std::string(name);
    if (::access(here.c_str(), X_OK) == 0 && !is_directory(here)) {
      return fail("there is no program " + shown + " in PATH; to start the one in " + directory +
                  " write './" + std::string(name) + "'");
    }
    return fail("there is no program " + shown + " in PATH");
  }
  std::string path = name.front() == '/' ? std::string(name) : directory + "/" + std::string(name);
  const std::string where = name.front() == '/' ? "" : " in " + directory;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return fail("there is no program " + shown + where);
    return fail("the program " + shown + where + " cannot be reached: " + std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode)) return fail(shown + where + " is a directory, not a program");
  if (::access(path.c_str(), X_OK) != 0) {
    return fail(shown + where + " is not executable; try: chmod +x " + path);
  }
  return path;
}

std::string start_failure(int error, const std::string& program, const std::string& directory) {
  if (!is_directory(directory)) return "The working directory " + directory + " does not exist";
  switch (error) {
    case ENOENT:
      if (::access(program.c_str(), F_OK) == 0) {
        return "The program " + program +
               " could not be started: the interpreter its first line names does not exist";
      }
      return "There is no program " + program;
    case EACCES: return "The program " + program + " is not executable";
    case ENOEXEC:
      return "The program " + program +
             " is neither a binary for this machine nor a script with a '#!' line; add one, or use sh:";
    case E2BIG:
      return "The arguments and environment of " + program +
             " are too long for this system (one of them may have 128 KiB); pass the data through stdin";
    default: return "The program " + program + " could not be started: " + std::strerror(error);
  }
}

}  // namespace pawl::tasks
