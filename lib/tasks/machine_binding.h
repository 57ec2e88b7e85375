// Bindings to state machines, as pawl.yaml writes them.
#pragma once
#include <string>
#include <string_view>

#include "source/document.h"
#include "tasks/binding.h"

namespace pawl::tasks {

class ConfigReader;

/// The name in the ARN of a state machine, of a version or an alias of it; other text is the name itself.
std::string_view name_of_machine(std::string_view arn);

/// `FILE`, or `{file: FILE, type: express}`; `name` is the glob it stands under. What is wrong is reported to
/// the reader.
MachineBinding::Machine read_machine(ConfigReader& reader, const source::Node& node, std::string name);

}  // namespace pawl::tasks
