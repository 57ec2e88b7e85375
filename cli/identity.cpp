#include "cli/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/random_source.h"
#include "base/utf8.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

namespace {

constexpr std::string_view kArnPrefix = "arn:aws:states:us-east-1:123456789012:";
constexpr std::string_view kForbidden = "<>{}[]?*\"#%\\^|~`$&,;:/ ";
constexpr size_t kLongest = 80;     // characters
constexpr size_t kMostBytes = 240;  // what file names have room for, with a number behind

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || kForbidden.find(c) != std::string_view::npos;
}

/// Draws from one number: enough for a UUID.
class Draws : public RandomSource {
 public:
  explicit Draws(uint64_t seed) : seed_(seed) {}
  uint64_t next() override { return mix_bits(seed_ += 0x9E3779B97F4A7C15u); }

 private:
  uint64_t seed_;
};

}  // namespace

std::string machine_name(std::string_view path) {
  if (path == "-") return "stdin";
  if (const size_t slash = path.rfind('/'); slash != std::string_view::npos) path.remove_prefix(slash + 1);
  for (const std::string_view suffix : {".json", ".yaml", ".yml", ".asl"}) {
    if (path.size() > suffix.size() && path.ends_with(suffix)) path.remove_suffix(suffix.size());
  }
  std::string name(utf8::prefix(path, kLongest));
  std::replace_if(name.begin(), name.end(), is_forbidden, '-');
  for (size_t bad; (bad = utf8::find_invalid(name)) != std::string::npos;) name[bad] = '-';
  if (name.empty() || name.front() == '.' || name.front() == '@') name.insert(0, "machine");
  return name;
}

Result<void> check_run_name(std::string_view name) {
  if (utf8::find_invalid(name) != std::string_view::npos) return fail("--name must be UTF-8");
  const size_t length = utf8::count(name);
  if (length == 0 || length > kLongest) {
    return fail(fmt::format("--name must have 1 to {} characters, not {}", kLongest, length));
  }
  if (name.size() > kMostBytes) {
    return fail(
        fmt::format("--name has {} bytes, but names of files have room for {}", name.size(), kMostBytes));
  }
  if (name.front() == '.') return fail("--name must not begin with a dot");
  if (name.front() == '@') return fail("--name must not begin with '@': @last is the run started last");
  const auto bad = std::find_if(name.begin(), name.end(), is_forbidden);
  if (bad == name.end()) return {};
  const size_t at = static_cast<size_t>(bad - name.begin());
  return fail(fmt::format(
      "--name must not hold '{}': blanks, slashes and < > {{ }} [ ] ? * \" # % \\ ^ | ~ ` $ & , ; : are not "
      "allowed in names of executions",
      printable(name.substr(at, 1))));
}

std::string new_run_name(std::string_view machine, Millis now, uint64_t random) {
  const std::string at = format_timestamp(now);  // 2026-11-21T01:44:17.123Z
  const std::string_view text = at;
  const std::string suffix =
      fmt::format("-{}{}{}-{}{}{}-{:04x}", text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                  text.substr(11, 2), text.substr(14, 2), text.substr(17, 2), random & 0xFFFF);
  return std::string(utf8::prefix(machine, kLongest - suffix.size())) + suffix;
}

engine::ExecutionInfo execution_info(const std::string& machine, const std::string& run,
                                     asl::WorkflowType type, uint64_t random) {
  engine::ExecutionInfo info;
  info.name = run;
  info.type = type;
  info.state_machine_name = machine;
  info.state_machine_id = fmt::format("{}stateMachine:{}", kArnPrefix, machine);
  if (type == asl::WorkflowType::Express) {
    Draws draws(random);
    info.id = fmt::format("{}express:{}:{}:{}", kArnPrefix, machine, run, random_uuid(draws));
  } else {
    info.id = fmt::format("{}execution:{}:{}", kArnPrefix, machine, run);
  }
  info.role_arn = "arn:aws:iam::123456789012:role/pawl";
  return info;
}

}  // namespace pawl::cli
