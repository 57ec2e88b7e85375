#include "waiting/json_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blocking_io.h"
#include "base/file_access.h"
#include "value/parse.h"

namespace pawl::waiting {
namespace {

constexpr size_t kLargest = size_t{64} << 20;

}  // namespace

std::optional<Value> read_object(const std::string& path) {
  const int fd = open_regular(path, O_RDONLY | O_NOFOLLOW);
  if (fd < 0) return std::nullopt;
  struct stat status {};
  std::string text;
  if (::fstat(fd, &status) == 0 && static_cast<size_t>(status.st_size) <= kLargest) {
    text.resize(static_cast<size_t>(status.st_size));
    size_t have = 0;
    for (ssize_t n = 0; have < text.size(); have += static_cast<size_t>(n)) {
      n = read_some(fd, text.data() + have, text.size() - have);
      if (n <= 0) break;
    }
    text.resize(have);
  }
  ::close(fd);
  auto value = try_parse_json(text);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(*value);
}

}  // namespace pawl::waiting
