#include "cli/terminal/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/blocking_io.h"

namespace pawl::cli {

namespace {

bool has_value(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool color_wanted(ColorChoice choice, bool terminal) {
  if (choice != ColorChoice::Auto) return choice == ColorChoice::Always;
  if (has_value("NO_COLOR")) return false;
  const char* term = std::getenv("TERM");
  return terminal && term != nullptr && std::string_view(term) != "dumb";
}

/// GitHub Actions takes `##[name]` for a command wherever it stands in a log.
std::string without_commands(std::string_view text) {
  constexpr std::string_view kCommand = "##[";
  std::string out;
  for (size_t at = text.find(kCommand); at != std::string_view::npos; at = text.find(kCommand)) {
    out.append(text.substr(0, at)).append("## [");
    text.remove_prefix(at + kCommand.size());
  }
  return out.append(text);
}

constexpr std::string_view kClearLine = "\r\033[K";

}  // namespace

Console::Console(ColorChoice choice)
    : out_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      err_is_terminal_(::isatty(STDERR_FILENO) == 1),
      in_actions_(std::getenv("GITHUB_ACTIONS") != nullptr),
      out_color_(color_wanted(choice, out_is_terminal_)),
      err_color_(color_wanted(choice, err_is_terminal_)) {}

Result<void> Console::out(std::string_view text) {
  if (out_closed_) return {};
  const int error = write_all(STDOUT_FILENO, text);
  if (error == 0) return {};
  if (error == EPIPE) {
    out_closed_ = true;
    return {};
  }
  return fail(fmt::format("cannot write to standard output: {}", std::strerror(error)));
}

void Console::err(std::string_view message) {
  const std::string disarmed = in_actions_ ? without_commands(message) : std::string();
  const std::string_view text = in_actions_ ? disarmed : message;
  const std::lock_guard lock(mutex_);
  if (status_line_.empty()) {
    write_all(STDERR_FILENO, text);
    return;
  }
  std::string all;
  all.reserve(text.size() + status_line_.size() + kClearLine.size());
  all.append(kClearLine).append(text).append(status_line_);
  write_all(STDERR_FILENO, all);
}

void Console::set_status_line(std::string line) {
  const std::lock_guard lock(mutex_);
  if (line == status_line_) return;
  status_line_ = std::move(line);
  write_all(STDERR_FILENO, std::string(kClearLine) + status_line_);
}

size_t Console::err_width() const {
  winsize size{};
  if (!err_is_terminal_ || ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string Console::painted(bool enabled, Color color, std::string_view text) {
  if (!enabled || color == Color::None) return std::string(text);
  static constexpr std::array<std::string_view, 7> kCodes = {"0", "1", "2", "31", "32", "33", "36"};
  return fmt::format("\033[{}m{}\033[0m", kCodes[static_cast<size_t>(color)], text);
}

void Console::error(std::string_view message) {
  err(fmt::format("{} {}\n", paint(Color::Red, "pawl: error:"), message));
}

void Console::info(std::string_view message) { err(fmt::format("{}\n", message)); }

void Console::warning(std::string_view message) {
  err(fmt::format("{} {}\n", paint(Color::Yellow, "pawl: warning:"), message));
}

void Console::hint(std::string_view message) {
  err(fmt::format("  {} {}\n", paint(Color::Cyan, "hint:"), message));
}

Result<bool> Console::write_events(std::string_view lines) {
  PAWL_CHECK(out(lines));
  return !out_closed_;
}

}  // namespace pawl::cli
