// The services of AWS with their actions and parameters, as Step Functions names them in
// arn:aws:states:::aws-sdk:SERVICE:ACTION. The table is services.txt, which services.py makes from botocore's
// service models; it is compiled in and parsed on first use.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::aws {

/// The top-level names of an action's request.
struct ActionParameters {
  std::vector<std::string> required;
  std::vector<std::string> optional;

  [[nodiscard]] bool has(std::string_view name) const;
};

/// The entry of a name in the table.
enum class Support : uint8_t {
  Known,
  NameOnly,    // of a service: Step Functions has it, its actions are not known
  NotOffered,  // AWS has it, Step Functions does not (its guide)
  Unknown,
};

Support support_of_service(std::string_view service);
/// Unknown for all actions of a service that is not Known.
Support support_of_action(std::string_view service, std::string_view action);
/// nullopt unless the action is Known.
std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action);

/// All names, to suggest one for a typo.
std::vector<std::string_view> known_services();
std::vector<std::string_view> known_actions(std::string_view service);
/// The service with this name of an endpoint or of a folder in an SDK, in lower case letters and digits only:
/// "states" is sfn, "logs" cloudwatchlogs. Empty if there is none.
std::string_view service_by_other_name(std::string_view other_name);
/// The other names of a service.
std::vector<std::string_view> other_names_of(std::string_view service);
/// Whether some action of AWS begins with this word.
bool is_verb_of_some_action(std::string_view word);

/// The botocore that the table was made from: "1.43.11", "2026-05-20".
std::string_view table_version();
std::string_view table_date();

}  // namespace pawl::aws
