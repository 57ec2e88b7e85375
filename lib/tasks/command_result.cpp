#include "tasks/command_result.h"

#include <sys/wait.h>

#include <algorithm>
#include <cstring>

#include "base/utf8.h"
#include "tasks/mask.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::tasks {
namespace {

using Output = ExecBinding::Output;

constexpr size_t kShownBytes = 200;
constexpr size_t kCauseBytes = 4 << 10;

std::string_view without_last_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string shown_bytes(std::string_view bytes, std::span<const std::string> secrets) {
  const std::string masked = mask(bytes, secrets);
  std::string shown = json_quoted(utf8::repaired(std::string_view(masked).substr(0, kShownBytes)));
  if (bytes.size() > kShownBytes) shown += " … (" + std::to_string(bytes.size()) + " bytes)";
  return shown;
}

}  // namespace

tl::expected<Value, asl::StateError> read_output(std::string_view output, Output mode,
                                                 std::span<const std::string> secrets) {
  switch (mode) {
    case Output::None: return Value();
    case Output::Text: return Value::string(utf8::repaired(without_last_newline(output)));
    case Output::Lines: {
      ArrayBuilder lines;
      while (!output.empty()) {
        const size_t end = std::min(output.find('\n'), output.size() - 1) + 1;
        lines.push(Value::string(utf8::repaired(without_last_newline(output.substr(0, end)))));
        output.remove_prefix(end);
      }
      return lines.finish();
    }
    case Output::Json: break;
  }
  if (output.find_first_not_of(" \t\r\n") == std::string_view::npos) return Value();
  auto value = parse_json(output);
  if (value) return std::move(*value);
  return tl::unexpected(
      asl::StateError{"Output.NotJson", "The standard output of the command is not JSON (" +
                                            value.error().message + "): " + shown_bytes(output, secrets) +
                                            ". If it is text, set output: text (or lines, none) "
                                            "in pawl.yaml, \"Output\": \"text\" "
                                            "for local:exec"});
}

asl::StateError exit_error(int status, const std::map<int, std::string>& names, std::string stderr_tail) {
  asl::StateError error;
  std::string what;
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    const std::string signal = name != nullptr ? "SIG" + std::string(name) : std::to_string(WTERMSIG(status));
    error.error = "Signal." + signal;
    what = "The command was ended by the signal " + signal;
  } else {
    const int code = WEXITSTATUS(status);
    const auto named = names.find(code);
    error.error = named != names.end() ? named->second : "Exit." + std::to_string(code);
    what = "The command exited with code " + std::to_string(code);
  }
  error.cause =
      stderr_tail.empty() ? what + " and wrote nothing to its standard error" : std::move(stderr_tail);
  return error;
}

std::string stderr_cause(std::string_view tail) {
  std::string cause = utf8::repaired(tail);
  while (cause.ends_with('\n') || cause.ends_with('\r')) cause.pop_back();
  if (cause.size() <= kCauseBytes) return cause;
  // The cut may be within a character: its rest is dropped.
  size_t begin = cause.size() - kCauseBytes;
  while (begin < cause.size() && utf8::is_continuation(cause[begin])) ++begin;
  return "…" + cause.substr(begin);
}

void apply_error_file(std::string_view text, asl::StateError& error, std::span<const std::string> secrets) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  auto value = parse_json(text);
  const Value* name = value ? value->find("Error") : nullptr;
  const Value* cause = value ? value->find("Cause") : nullptr;
  const auto is_text = [](const Value* member) { return member == nullptr || member->is_string(); };
  if ((name == nullptr && cause == nullptr) || !is_text(name) || !is_text(cause)) {
    error.cause = error.cause.value_or("") +
                  "\n(PAWL_ERROR_FILE should hold {\"Error\": …, \"Cause\": …}, but has " +
                  shown_bytes(text, secrets) + ")";
    return;
  }
  if (name != nullptr) error.error = std::string(name->as_string());
  if (cause != nullptr) error.cause = std::string(cause->as_string());
}

}  // namespace pawl::tasks
