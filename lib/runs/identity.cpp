#include "runs/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "aws/name.h"
#include "base/printable.h"
#include "base/random_source.h"
#include "base/utf8.h"
#include "workflow/name.h"

namespace pawl::runs {

namespace {

constexpr std::string_view kArnPrefix = "arn:aws:states:us-east-1:123456789012:";

/// Draws from one number: enough for a UUID.
class Draws : public RandomSource {
 public:
  explicit Draws(uint64_t seed) : seed_(seed) {}
  uint64_t next() override { return mix_bits(seed_ += 0x9E3779B97F4A7C15u); }

 private:
  uint64_t seed_;
};

Result<void> check_name(std::string_view name) {
  if (utf8::find_invalid(name) != std::string_view::npos) return fail("--name must be UTF-8");
  const size_t length = utf8::count(name);
  if (length == 0 || length > aws::kLongestName) {
    return fail(fmt::format("--name must have 1 to {} characters, not {}", aws::kLongestName, length));
  }
  if (name.size() > kMostNameBytes) {
    return fail(
        fmt::format("--name has {} bytes, but names of files have room for {}", name.size(), kMostNameBytes));
  }
  if (name.front() == '.') return fail("--name must not begin with a dot");
  if (name.front() == '@') return fail("--name must not begin with '@': @last is the run started last");
  const auto bad = std::find_if(name.begin(), name.end(), aws::is_forbidden_in_names);
  if (bad == name.end()) return {};
  const size_t at = static_cast<size_t>(bad - name.begin());
  return fail(fmt::format(
      "--name must not hold '{}': blanks, slashes and < > {{ }} [ ] ? * \" # % \\ ^ | ~ ` $ & , ; : are not "
      "allowed in names of executions",
      printable(name.substr(at, 1))));
}

}  // namespace

workflow::ServiceResult<void> check_run_name(std::string_view name) {
  return workflow::with_code(workflow::ErrorCode::InvalidName, check_name(name));
}

std::string new_run_name(std::string_view machine, Millis now, uint64_t random) {
  const std::string at = format_timestamp(now);  // 2026-11-21T01:44:17.123Z
  const std::string_view text = at;
  const std::string suffix =
      fmt::format("-{}{}{}-{}{}{}-{:04x}", text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                  text.substr(11, 2), text.substr(14, 2), text.substr(17, 2), random & 0xFFFF);
  return std::string(workflow::cut_name(machine, aws::kLongestName - suffix.size())) + suffix;
}

std::string new_token_key() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
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

}  // namespace pawl::runs
