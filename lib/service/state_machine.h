// ServedMachine: a state machine of the service, with its revisions, versions, aliases and tags.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "base/result.h"
#include "base/timestamp.h"
#include "value/value.h"

namespace pawl::service {

/// What an update makes a new one of.
struct MachineRevision {
  std::string id;          // a UUID; empty: the first revision, which AWS shows none of
  std::string definition;  // JSON text as it was given
  std::string role_arn;
  Value logging;     // as Describe shows it
  Value tracing;     // the same
  Value encryption;  // the same
  Millis updated = 0;
  std::string file;  // that the definition was read from; empty: a call brought it
};

struct MachineVersion {
  uint64_t number = 0;
  size_t revision = 0;  // index
  std::string description;
  Millis created = 0;
};

struct VersionRoute {
  uint64_t version = 0;
  int64_t weight = 0;
  bool operator==(const VersionRoute&) const = default;
};

struct MachineAlias {
  std::string name;
  std::optional<std::string> description;
  std::vector<VersionRoute> routes;
  Millis created = 0;
  Millis updated = 0;
};

/// Tags in the order in which they were added.
using Tags = std::vector<std::pair<std::string, std::string>>;

struct ServedMachine {
  std::string name;
  std::string arn;
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Millis created = 0;
  bool is_published = false;               // by the call that created it,
  std::string first_description;           // with this description of its version
  bool is_deleting = false;                // gone when its executions have ended
  std::vector<MachineRevision> revisions;  // the last one is current
  std::vector<MachineVersion> versions;    // by number
  uint64_t last_version = 0;               // numbers are never used again
  std::vector<MachineAlias> aliases;       // oldest first
  Tags tags;

  [[nodiscard]] const MachineRevision& current() const { return revisions.back(); }
  [[nodiscard]] const MachineVersion* version(std::string_view number) const;
  [[nodiscard]] const MachineVersion* version(uint64_t number) const;
  [[nodiscard]] MachineAlias* alias(std::string_view name);
  [[nodiscard]] std::string version_arn(uint64_t number) const;
  [[nodiscard]] std::string alias_arn(std::string_view alias_name) const {
    return arn + ":" + std::string(alias_name);
  }
};

/// As its file has it, and back. Errors: it is not in that form.
Value machine_to_json(const ServedMachine& machine);
Result<ServedMachine> machine_from_json(const Value& json);

Value tags_to_json(const Tags& tags);
/// Adds tags, or gives those that are there other values.
void add_tags(Tags& tags, const Value& list);

/// Seconds since 1970, as the API has times.
Value api_time(Millis at);
std::string_view name_of(asl::WorkflowType type);

}  // namespace pawl::service
