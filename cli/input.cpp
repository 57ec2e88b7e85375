#include "cli/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/ascii.h"
#include "base/blocking_io.h"
#include "base/utf8.h"
#include "cli/terminal/console.h"
#include "value/parse.h"

namespace pawl::cli {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool starts_like_json(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  const char c = text[0];
  if (c == '{' || c == '[' || c == '"' || is_digit(c)) return true;
  if (c == '-') return text.size() > 1 && is_digit(text[1]);
  for (const std::string_view word : {"true", "false", "null"}) {
    if (!text.starts_with(word)) continue;
    return text.size() == word.size() || kBlanks.find(text[word.size()]) != std::string_view::npos;
  }
  return false;
}

/// Whether a read would not wait, its end and its errors included; waits for that, milliseconds (-1: as long
/// as it takes).
bool is_readable(int fd, int wait) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, wait) > 0;
}

Result<std::string> read_all(int fd, std::string_view name) {
  std::string text;
  char buffer[size_t{64} << 10];
  for (;;) {
    const ssize_t n = read_some(fd, buffer, sizeof buffer);
    if (n == 0) return text;
    if (n < 0) return fail(fmt::format("cannot read {}: {}", name, std::strerror(errno)));
    text.append(buffer, static_cast<size_t>(n));
  }
}

Result<Value> parse(std::string_view text, std::string_view name, std::string_view what) {
  if (text.starts_with(utf8::kByteOrderMark)) text.remove_prefix(utf8::kByteOrderMark.size());
  if (text.find_first_not_of(kBlanks) == std::string_view::npos) {
    return fail(fmt::format("the {} ({}) is empty: it must be one JSON value, such as {{}}", what, name));
  }
  auto value = parse_json(text);
  if (!value)
    return fail(fmt::format("the {} ({}) is not JSON: {}", what, name, printable(value.error().message)));
  return value;
}

}  // namespace

Result<std::string> read_stdin(std::string_view what) {
  if (::isatty(STDIN_FILENO) == 1) {
    Console().err(fmt::format("pawl: reading the {} from the terminal; Ctrl-D ends it\n", what));
  }
  return read_all(STDIN_FILENO, "standard input");
}

Result<std::vector<Value>> read_piped_values() {
  struct stat status {};
  if (::isatty(STDIN_FILENO) == 1 || ::fstat(STDIN_FILENO, &status) != 0) return std::vector<Value>();
  PAWL_TRY(const std::string text, read_stdin("input"));
  auto whole = parse_json(text);
  if (whole) return std::vector{std::move(*whole)};
  std::vector<Value> values;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.find_first_not_of(kBlanks) == std::string_view::npos) continue;
    auto value = parse_json(line);
    if (!value) return fail("standard input is not JSON: " + printable(whole.error().message));
    values.push_back(std::move(*value));
  }
  return values;
}

Result<bool> InputLines::next(std::string& line) {
  for (;;) {
    PAWL_TRY(const Found found, next_there(line));
    if (found != Found::NotYet) return found == Found::Line;
    (void)is_readable(STDIN_FILENO, -1);
  }
}

Result<InputLines::Found> InputLines::next_there(std::string& line) {
  constexpr size_t kPiece = size_t{64} << 10;
  for (;;) {
    const size_t end = text_.find('\n', searched_);
    if (end != std::string::npos || is_at_end_) {
      if (end == std::string::npos && begin_ == text_.size()) return Found::End;
      line.assign(text_, begin_, end == std::string::npos ? std::string::npos : end - begin_);
      begin_ = end == std::string::npos ? text_.size() : end + 1;
      searched_ = begin_;
      return Found::Line;
    }
    searched_ = text_.size();
    if (!is_readable(STDIN_FILENO, 0)) return Found::NotYet;
    text_.erase(0, std::exchange(begin_, 0));
    searched_ = text_.size();
    text_.resize(searched_ + kPiece);
    const ssize_t n = read_some(STDIN_FILENO, text_.data() + searched_, kPiece);
    text_.resize(searched_ + static_cast<size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0) return fail(fmt::format("cannot read standard input: {}", std::strerror(errno)));
    is_at_end_ = n == 0;
  }
}

Result<Value> read_json_file(const std::string& path, std::string_view what) {
  const std::string name = "'" + printable(path) + "'";
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(fmt::format("cannot read the {} {}: {}", what, name, std::strerror(errno)));
  auto text = read_all(fd, name);
  ::close(fd);
  if (!text) return fail(fmt::format("the {}: {}", what, text.error().message));
  return parse(*text, name, what);
}

Result<Value> read_input(const std::string& typed, std::string_view flag) {
  if (typed == "-") {
    PAWL_TRY(const std::string text, read_stdin("input"));
    return parse(text, "standard input", "input");
  }
  if (typed.empty())
    return fail(fmt::format("{} is empty: give JSON text, a path, or - for standard input", flag));
  if (!starts_like_json(typed)) {
    auto value = read_json_file(typed, "input");
    std::error_code ignored;
    if (!value && !std::filesystem::exists(typed, ignored)) {
      return fail(value.error().message +
                  " (text is taken as JSON when it starts like JSON: '\"text\"', '{…}')");
    }
    return value;
  }
  auto value = parse_json(typed);
  if (value) return value;
  std::string message = fmt::format("{} is not JSON: {}", flag, printable(value.error().message));
  std::error_code ignored;
  if (std::filesystem::exists(typed, ignored))
    message += fmt::format("; to read the file, write ./{}", printable(typed));
  return fail(std::move(message));
}

}  // namespace pawl::cli
