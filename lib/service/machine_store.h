// MachineStore: the state machines of the service, each in a file of its own: $STATE/machines/NAME.json.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "service/state_machine.h"

namespace pawl::service {

class MachineStore {
 public:
  /// Reads what is there. Errors: a file that cannot be read, or is none of ours.
  static Result<MachineStore> open(const std::string& state_folder);

  [[nodiscard]] ServedMachine* find(std::string_view name);
  /// By name, in the order of bytes.
  [[nodiscard]] const std::map<std::string, std::unique_ptr<ServedMachine>, std::less<>>& all() const {
    return machines_;
  }
  /// Adds a machine whose name is free. Its file is written before it is there. Errors: the system's.
  Result<ServedMachine*> add(ServedMachine machine);
  /// Changes a machine to what `changed` says, and its file before that.
  Result<void> update(ServedMachine& machine, ServedMachine changed);
  /// The machine is gone, with its file.
  void remove(std::string_view name);

 private:
  explicit MachineStore(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string path_of(std::string_view name) const;
  Result<void> write(const ServedMachine& machine) const;

  std::string folder_;
  std::map<std::string, std::unique_ptr<ServedMachine>, std::less<>> machines_;
};

}  // namespace pawl::service
