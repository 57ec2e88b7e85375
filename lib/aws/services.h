// Which AWS services, actions and parameters there are, as Step Functions names them in
// arn:aws:states:::aws-sdk:SERVICE:ACTION. The table is services.txt, compiled in; services.py makes
// it from botocore's service models. Nothing of it is read before a question is asked.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::aws {

/// The names at the top of an action's request.
struct ActionParameters {
  std::vector<std::string> required;
  std::vector<std::string> optional;

  [[nodiscard]] bool has(std::string_view name) const;
};

/// What the table says of a name.
enum class Standing : uint8_t {
  Known,
  NameOnly,    // of a service: Step Functions has it, its actions are not known
  NotOffered,  // AWS has it, Step Functions does not (its guide)
  Unknown,
};

Standing standing_of_service(std::string_view service);
/// Unknown for every action of a service which is not Known.
Standing standing_of_action(std::string_view service, std::string_view action);
/// nullopt unless the action is Known.
std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action);

/// What a typo may have meant.
std::vector<std::string_view> known_services();
std::vector<std::string_view> known_actions(std::string_view service);
/// The service behind the name of its endpoint or of its folder in an SDK, written small and without signs:
/// "states" is sfn, "logs" cloudwatchlogs. Empty if it is none.
std::string_view service_called(std::string_view other_name);
/// Whether some action of AWS begins with this word.
bool is_verb_of_actions(std::string_view word);

/// The botocore that the table was made from: "1.43.11", "2026-05-20".
std::string_view table_version();
std::string_view table_date();

}  // namespace pawl::aws
