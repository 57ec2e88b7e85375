#include "history/event_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "history/json_ends.h"

namespace pawl::history {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
constexpr size_t kHeadBytes = 4096;  // enough for the front of the first event

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Whether a file begins as pawl's do, with the front of the first event as the encoder writes it.
bool is_own(std::string_view head) {
  constexpr std::string_view kFront = "{\"timestamp\":\"";
  constexpr std::string_view kType = "Z\",\"type\":\"";
  constexpr std::string_view kId = "\",\"id\":1,";
  constexpr size_t kBeforeZ = 23;  // 2026-11-21T01:44:17.123
  if (!head.starts_with(kFront)) return false;
  head.remove_prefix(std::min(head.size(), kFront.size() + kBeforeZ));
  if (!head.starts_with(kType)) return false;
  head.remove_prefix(kType.size());
  const size_t quote = head.find('"');
  return quote != std::string_view::npos && head.substr(quote).starts_with(kId);
}

/// Whether an object begins with a member that events have, without a newline before it.
bool begins_event(std::string_view head) {
  if (!head.starts_with('{')) return false;
  const size_t quote = head.find_first_not_of(" \t", 1);
  if (quote == std::string_view::npos || head[quote] != '"') return quote == std::string_view::npos;
  const size_t end = head.find('"', quote + 1);
  if (end == std::string_view::npos) return true;  // the file ends within its first word
  const std::string_view key = head.substr(quote + 1, end - quote - 1);
  return key == "timestamp" || key == "type" || key == "id" || key == "previousEventId" || key == "pawl" ||
         key.ends_with("EventDetails");
}

}  // namespace

Result<EventTexts> EventTexts::open(const std::string& path) {
  const bool is_stdin = path == "-";
  const int fd = is_stdin ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                          : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return fail("cannot read the history '" + path + "': " + std::strerror(errno));
  EventTexts texts(is_stdin ? "<stdin>" : path, fd);
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
    return fail("cannot read the history '" + path + "': it is a folder");
  if (is_stdin) return texts;
  if (S_ISFIFO(status.st_mode)) PAWL_CHECK(texts.wait_for_writer());
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return texts;
}

EventTexts EventTexts::of_lines(std::string path, std::string lines) {
  EventTexts texts(std::move(path), -1);
  texts.form_ = Form::Lines;
  texts.buffer_ = std::move(lines);
  return texts;
}

/// A pipe with a name may have nobody at its other end, and never get anybody.
Result<void> EventTexts::wait_for_writer() {
  constexpr int kPolls = 100;
  constexpr useconds_t kPoll = 10'000;  // microseconds
  buffer_.resize(kHeadBytes);
  for (int polls = 0; polls < kPolls; ++polls) {
    const ssize_t n = ::read(fd_, buffer_.data(), buffer_.size());
    if (n != 0) {
      buffer_.resize(static_cast<size_t>(std::max<ssize_t>(n, 0)));
      return {};
    }
    ::usleep(kPoll);
  }
  return fail("cannot read the history '" + path_ + "': it is a pipe without a writer");
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
      export_(std::move(other.export_)),
      exported_(other.exported_) {}

EventTexts::~EventTexts() {
  if (fd_ >= 0) ::close(fd_);
}

Result<bool> EventTexts::fill() {
  if (fd_ < 0) return false;
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

/// False: the file ends here.
Result<bool> EventTexts::skip_blanks() {
  for (;;) {
    for (; at_ < buffer_.size() && is_blank(buffer_[at_]); ++at_) {
      if (buffer_[at_] == '\n') ++next_line_;
    }
    if (at_ < buffer_.size()) return true;
    PAWL_TRY(const bool more, fill());
    if (!more) return false;
  }
}

/// False: there is too little text to decide.
Result<bool> EventTexts::find_form() {
  PAWL_TRY(bool more, skip_blanks());
  if (!more) return false;
  while (more && buffer_.size() - at_ < kHeadBytes) {
    PAWL_TRY(more, fill());
  }
  if (is_own(std::string_view(buffer_).substr(at_))) {
    form_ = Form::Lines;
    return true;
  }
  PAWL_CHECK(Export::check_head(path_, std::string_view(buffer_).substr(at_, kHeadBytes)));
  const bool is_event = begins_event(std::string_view(buffer_).substr(at_));
  while (more) {
    PAWL_TRY(more, fill());
  }
  const std::string_view text = std::string_view(buffer_).substr(at_);
  const size_t newline = text.find('\n');
  const size_t end = end_of_value(text.substr(0, newline));
  const bool is_line = is_event && end != std::string_view::npos;
  if (is_event && !is_line && newline == std::string_view::npos) return false;  // its writer may add the rest
  PAWL_CHECK(read_export(is_line));
  return true;
}

/// JSON lines of events in order are read as pawl's own: they may grow, and end within a line.
Result<void> EventTexts::read_export(bool is_lines) {
  auto read = Export::read(path_, std::string(next_line_ - 1, '\n') + buffer_.substr(at_));
  if (is_lines) {
    const std::string_view text = std::string_view(buffer_).substr(at_);
    bool is_as_written = read && (*read)->is_as_written();
    if (!read) {
      const auto first = Export::read(path_, std::string(text.substr(0, text.find('\n'))));
      is_as_written = first && (*first)->is_as_written();
    }
    if (is_as_written) {
      form_ = Form::Lines;
      return {};
    }
  }
  if (!read) return tl::unexpected<Error>(std::move(read.error()));
  form_ = Form::Export;
  export_ = std::move(*read);
  buffer_ = {};
  at_ = 0;
  return {};
}

FileFaults EventTexts::faults() const {
  return {.torn = torn_,
          .incomplete = export_ && export_->incomplete(),
          .windows_1252 = export_ && export_->encoding() == Encoding::Windows1252};
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
  if (form_ == Form::Lines) return next_line();
  return next_exported();
}

std::optional<std::string_view> EventTexts::next_exported() {
  if (exported_ == export_->events().size()) return std::nullopt;
  const ExportedEvent& event = export_->events()[exported_++];
  line_ = event.line;
  return event.text;
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
    at_ += rest.size();
    searched_ = 0;
    return rest;
  }
}

}  // namespace pawl::history
