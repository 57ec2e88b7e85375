#include "service/machine_store.h"

#include <unistd.h>

#include <utility>

#include "base/digest.h"
#include "base/printable.h"
#include "base/small_file.h"
#include "value/dump.h"
#include "waiting/json_file.h"

namespace pawl::service {

namespace {

constexpr std::string_view kSuffix = ".json";

}  // namespace

/// Where names of files have no room for the machine's, its digest stands for it.
std::string MachineStore::path_of(std::string_view name) const {
  constexpr size_t kMostBytes = 240;
  const std::string file = name.size() <= kMostBytes ? std::string(name) : digest(name, "SHA-256").value();
  return folder_ + "/" + file + std::string(kSuffix);
}

Result<MachineStore> MachineStore::open(const std::string& state_folder) {
  MachineStore store(state_folder + "/machines");
  PAWL_CHECK(make_folders(store.folder_));
  for (const std::string& name : files_in(store.folder_, kSuffix)) {
    const std::string path = store.folder_ + "/" + name;
    const auto json = waiting::read_object(path);
    auto machine = json ? machine_from_json(*json) : Result<ServedMachine>(fail("it holds no JSON object"));
    if (!machine) {
      return fail("the state machine in '" + printable(path) +
                  "' cannot be read: " + machine.error().message);
    }
    const std::string key = machine->name;
    store.machines_[key] = std::make_unique<ServedMachine>(std::move(*machine));
  }
  return store;
}

ServedMachine* MachineStore::find(std::string_view name) {
  const auto found = machines_.find(name);
  return found == machines_.end() ? nullptr : found->second.get();
}

Result<void> MachineStore::write(const ServedMachine& machine) const {
  PAWL_CHECK(
      write_file(path_of(machine.name), to_json(machine_to_json(machine)), IfThere::Replace, Sync::Yes));
  return {};
}

Result<ServedMachine*> MachineStore::add(ServedMachine machine) {
  PAWL_CHECK(write(machine));
  auto& place = machines_[machine.name];
  place = std::make_unique<ServedMachine>(std::move(machine));
  return place.get();
}

Result<void> MachineStore::update(ServedMachine& machine, ServedMachine changed) {
  PAWL_CHECK(write(changed));
  machine = std::move(changed);
  return {};
}

void MachineStore::remove(std::string_view name) {
  const auto found = machines_.find(name);
  if (found == machines_.end()) return;
  ::unlink(path_of(name).c_str());
  machines_.erase(found);
}

}  // namespace pawl::service
