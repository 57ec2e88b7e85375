// What is asked for when a workflow is loaded: which definition, and what its tasks do here.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "source/placeholder.h"

namespace pawl::workflow {

struct DefinitionSource {
  std::string path;                     // also template.yaml#LogicalId; "-": standard input
  source::Substitutions substitutions;  // for ${placeholders}
  asl::WorkflowType type = asl::WorkflowType::Standard;
};

/// Which of AWS's limits a run keeps to. Aws: the size of payloads. Strict: 25,000 events too. Off: none.
enum class LimitPolicy : uint8_t { Aws, Strict, Off };

/// What the tasks of a workflow do here, and what goes before the configuration.
struct Settings {
  std::optional<std::string> config;  // a path; nothing: pawl.yaml, found upward from the definition
  /// State, command: a state of the workflow; one that it does not have is of the state machines it starts.
  std::vector<std::pair<std::string, std::string>> bind;
  source::Substitutions substitutions;   // for ${placeholders} of the state machines it starts
  std::optional<std::string> mocks;      // a path
  std::optional<std::string> mock_case;  // nothing: the only one
  std::vector<std::pair<std::string, std::string>> variables;  // of the environment of tasks
  std::optional<std::string> bucket_root;                      // a folder: each folder in it is an S3 bucket
  bool offline = false;                                        // tasks that need the network are denied
  bool denies_native_commands = false;                         // see tasks::NativeCommands
  /// A task that nothing binds fails when it is reached, as at AWS; else it is known before a run starts.
  bool unbound_fails = false;
  std::optional<LimitPolicy> limits;  // nothing: what the configuration says, else Aws
};

}  // namespace pawl::workflow
