#include "history/event_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace pawl::history {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
constexpr size_t kHeadBytes = 4096;  // enough to see the first key
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNoHistory =
    "this is no history: neither JSON lines of events nor an object with 'events'";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Where the JSON value at the front of `text` ends: just brackets and quotes are counted, the parser checks
/// the rest. npos: it does not.
size_t end_of_value(std::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '"':
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
        }
        if (i >= text.size()) return std::string_view::npos;
        if (depth == 0) return i + 1;
        break;
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']':
        if (depth == 0) return i;  // of what is around
        if (--depth == 0) return i + 1;
        break;
      case ',':
        if (depth == 0) return i;
        break;
      default: break;
    }
  }
  return std::string_view::npos;
}

}  // namespace

Result<EventTexts> EventTexts::open(const std::string& path) {
  const int fd =
      path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (fd >= 0 && ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(fd);
    return fail("cannot read the history '" + path + "': it is a folder");
  }
  if (fd < 0) return fail("cannot read the history '" + path + "': " + std::strerror(errno));
  return EventTexts(path == "-" ? "<stdin>" : path, fd);
}

EventTexts::EventTexts(EventTexts&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      form_(other.form_),
      buffer_(std::move(other.buffer_)),
      at_(other.at_),
      base_(other.base_),
      searched_(other.searched_),
      line_(other.line_),
      next_line_(other.next_line_),
      torn_(other.torn_),
      has_newline_(other.has_newline_),
      is_object_(other.is_object_),
      in_events_(other.in_events_),
      incomplete_(other.incomplete_) {}

EventTexts::~EventTexts() {
  if (fd_ >= 0) ::close(fd_);
}

tl::unexpected<Error> EventTexts::broken(std::string_view message) const {
  return fail(path_ + ":" + std::to_string(next_line_) + ": " + std::string(message));
}

Result<bool> EventTexts::fill() {
  if (at_ > 0) {
    base_ += at_;
    buffer_.erase(0, at_);
    at_ = 0;
  }
  const size_t old = buffer_.size();
  buffer_.resize(old + std::max(kReadBytes, old));
  ssize_t n = 0;
  do n = ::read(fd_, buffer_.data() + old, buffer_.size() - old);
  while (n < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(old + static_cast<size_t>(std::max<ssize_t>(n, 0)));
  if (n < 0) return fail("cannot read the history '" + path_ + "': " + std::strerror(error));
  return n > 0;
}

std::string_view EventTexts::take(size_t length) {
  const std::string_view text = std::string_view(buffer_).substr(at_, length);
  next_line_ += static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  at_ += length;
  searched_ = 0;
  return text;
}

/// False: the file ends here.
Result<bool> EventTexts::skip_blanks() {
  for (;;) {
    while (at_ < buffer_.size() && is_blank(buffer_[at_])) take(1);
    if (at_ < buffer_.size()) return true;
    PAWL_TRY(const bool more, fill());
    if (!more) return false;
  }
}

/// The length of the value that begins here; 0: the file ends within it.
Result<size_t> EventTexts::value_end() {
  for (;;) {
    const size_t end = end_of_value(std::string_view(buffer_).substr(at_));
    if (end != std::string_view::npos) return end;
    PAWL_TRY(const bool more, fill());
    if (!more) return size_t{0};
  }
}

/// Skips blanks and `c`; an error if something else stands there.
Result<void> EventTexts::expect(char c) {
  PAWL_TRY(const bool more, skip_blanks());
  if (!more || buffer_[at_] != c) return broken(kNoHistory);
  take(1);
  return {};
}

Result<bool> EventTexts::find_form() {
  PAWL_TRY(bool more, skip_blanks());
  if (!more) return false;
  while (buffer_.size() - at_ < kHeadBytes) {
    PAWL_TRY(more, fill());
    if (!more) break;
  }
  if (std::string_view(buffer_).substr(at_).starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
  const std::string_view head = std::string_view(buffer_).substr(at_);
  if (head.starts_with('[')) {
    form_ = Form::Export;
    PAWL_CHECK(open_page());
    return true;
  }
  // An event begins with a member of events; anything else belongs to an object around them.
  const size_t quote = head.find_first_not_of(" \t\r\n", 1);
  if (!head.starts_with('{') || (quote != std::string_view::npos && head[quote] != '"'))
    return broken(kNoHistory);
  const size_t end = quote == std::string_view::npos ? quote : head.find('"', quote + 1);
  if (end == std::string_view::npos) return false;  // the file ends within its first word
  const std::string_view key = head.substr(quote + 1, end - quote - 1);
  const bool is_event = key == "timestamp" || key == "type" || key == "id" || key == "previousEventId" ||
                        key == "pawl" || key.ends_with("EventDetails");
  if (is_event) {
    form_ = Form::Lines;
    return true;
  }
  form_ = Form::Export;
  PAWL_CHECK(open_page());
  return true;
}

/// Goes behind the bracket that opens the events of the page that begins here.
Result<void> EventTexts::open_page() {
  incomplete_ = false;
  is_object_ = buffer_[at_] == '{';
  in_events_ = true;
  if (!is_object_) return expect('[');
  PAWL_CHECK(expect('{'));
  for (;;) {
    PAWL_TRY(const std::string key, take_key());
    if (key == "events") return expect('[');
    PAWL_CHECK(skip_member(key));
    PAWL_CHECK(expect(','));
  }
}

/// Goes behind the bracket that closes the events, and the rest of the object around them.
Result<void> EventTexts::close_page() {
  take(1);
  in_events_ = false;
  while (is_object_) {
    PAWL_TRY(const bool more, skip_blanks());
    if (!more)
      return broken("the file ends behind the events, within the object around them: it was cut off");
    if (buffer_[at_] == '}') {
      take(1);
      return {};
    }
    PAWL_CHECK(expect(','));
    PAWL_TRY(const std::string key, take_key());
    PAWL_CHECK(skip_member(key));
  }
  return {};
}

/// A member's key, and its colon.
Result<std::string> EventTexts::take_key() {
  PAWL_TRY(const bool more, skip_blanks());
  PAWL_TRY(const size_t length, value_end());
  if (!more || length < 2 || buffer_[at_] != '"') return broken(kNoHistory);
  std::string key(take(length).substr(1, length - 2));
  PAWL_CHECK(expect(':'));
  return key;
}

/// A member's value. AWS spells the token of the next page nextToken, its command line NextToken.
Result<void> EventTexts::skip_member(std::string_view key) {
  PAWL_TRY(const bool more, skip_blanks());
  PAWL_TRY(const size_t length, value_end());
  if (!more || length == 0) return broken(kNoHistory);
  if (take(length).starts_with('"') && (key == "nextToken" || key == "NextToken")) incomplete_ = true;
  return {};
}

Result<std::optional<std::string_view>> EventTexts::next() {
  torn_ = false;
  if (form_ == Form::Unknown) {
    PAWL_TRY(const bool found, find_form());
    if (!found) {
      torn_ = at_ < buffer_.size();
      return std::nullopt;
    }
  }
  return form_ == Form::Lines ? next_line() : next_element();
}

Result<std::optional<std::string_view>> EventTexts::next_line() {
  for (;;) {
    const size_t end = buffer_.find('\n', at_ + searched_);
    if (end != std::string::npos) {
      line_ = next_line_++;
      const std::string_view text = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      searched_ = 0;
      has_newline_ = true;
      if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      return text;
    }
    searched_ = buffer_.size() - at_;
    PAWL_TRY(const bool more, fill());
    if (more) continue;
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    if (rest.find_first_not_of(" \t\r") == std::string_view::npos) return std::nullopt;
    // A whole event whose newline is missing counts; the writer may also be about to write it.
    if (end_of_value(rest) != rest.size()) {
      torn_ = true;
      return std::nullopt;
    }
    line_ = next_line_;
    has_newline_ = false;
    return take(rest.size());
  }
}

Result<std::optional<std::string_view>> EventTexts::next_element() {
  for (;;) {
    PAWL_TRY(bool more, skip_blanks());
    if (!in_events_) {
      if (!more) return std::nullopt;
      if (buffer_[at_] != '{' && buffer_[at_] != '[')
        return broken("behind the events stands something that is no further page of them");
      PAWL_CHECK(open_page());
      continue;
    }
    if (more && buffer_[at_] == ',') {
      take(1);
      PAWL_TRY(more, skip_blanks());
    }
    if (more && buffer_[at_] == ']') {
      PAWL_CHECK(close_page());
      continue;
    }
    if (more && buffer_[at_] == '}') return broken("an event is expected here, or ']'");
    PAWL_TRY(const size_t length, value_end());
    if (!more || length == 0) return broken("the file ends within the events: it was cut off");
    line_ = next_line_;
    return take(length);
  }
}

}  // namespace pawl::history
