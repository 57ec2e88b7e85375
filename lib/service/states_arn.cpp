#include "service/states_arn.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"

namespace pawl::service {

namespace {

using Kind = StatesArn::Kind;

struct KindName {
  std::string_view text;
  Kind kind;
  size_t most_parts;  // after the kind
};
constexpr std::array kKinds = {KindName{"stateMachine", Kind::StateMachine, 2},
                               KindName{"execution", Kind::Execution, 2},
                               KindName{"express", Kind::Express, 3}, KindName{"activity", Kind::Activity, 1},
                               KindName{"mapRun", Kind::MapRun, 2}};

tl::unexpected<ServiceFault> bad(std::string why) {
  return fault("InvalidArn", "Invalid Arn: '" + std::move(why) + "'");
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t at = text.find(by);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

}  // namespace

Served<StatesArn> StatesArn::parse(std::string_view text, Kind wanted) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts[0] != "arn" || parts.size() < 6) return bad("Invalid ARN prefix: " + std::string(text));
  if (parts[2] != "states") return bad("Service type not valid in this context: " + parts[2]);
  if (parts.size() < 7) return bad("Resource type not valid in this context: " + parts[5]);
  const auto known = std::ranges::find(kKinds, parts[5], &KindName::text);
  if (known == kKinds.end() || known->kind != wanted)
    return bad("Resource type not valid in this context: " + parts[5]);
  const size_t count = parts.size() - 6;
  const bool needs_all = wanted != Kind::StateMachine;
  if (count > known->most_parts || (needs_all && count < known->most_parts) || parts[6].empty())
    return bad("Invalid ARN: " + std::string(text));

  StatesArn arn;
  arn.kind = wanted;
  arn.text = text;
  for (size_t i = 0; i < 5; ++i) arn.prefix += parts[i] + ":";
  arn.name = parts[6];
  if (const size_t slash = arn.name.find('/'); slash != std::string::npos) {
    arn.label = arn.name.substr(slash + 1);
    arn.name.resize(slash);
  }
  if (count > 1) arn.qualifier = parts[7];
  if (count > 2) arn.uuid = parts[8];
  return arn;
}

bool StatesArn::is_version() const { return !qualifier.empty() && std::ranges::all_of(qualifier, is_digit); }

}  // namespace pawl::service
