// Bindings of Tasks that nothing here carries out: `approve: {}` and `activity: NAME`.
#include "tasks/config_reader.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::NodeMember;

constexpr std::string_view kApproval[] = {"approve"};
constexpr std::string_view kActivity[] = {"activity"};

BindingTarget read_approval(ConfigReader& reader, const NodeMember& member) {
  reader.object(member.value, "'approve'", {});
  return ApprovalBinding{};
}

std::string describe_approval(const Binding&, std::span<const std::string>) {
  return "approval, by pawl task";
}

BindingTarget read_activity(ConfigReader& reader, const NodeMember& member) {
  ActivityBinding activity{.name = reader.text(member.value, "'activity'").value_or(""), .is_declared = true};
  if (activity.name.empty()) reader.error(member.value, "'activity' needs the name of an activity");
  return activity;
}

std::string describe_activity(const Binding& binding, std::span<const std::string>) {
  return "activity " + std::get<ActivityBinding>(binding.target).name;
}

}  // namespace

const RunnerKind& ApprovalBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kApproval, .waits = true, .read = read_approval, .describe = describe_approval};
  return kKind;
}

const RunnerKind& ActivityBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kActivity, .waits = true, .read = read_activity, .describe = describe_activity};
  return kKind;
}

}  // namespace pawl::tasks
