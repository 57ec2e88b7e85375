// The key `via` of pawl.yaml, and of a task in it.
#pragma once
#include <map>
#include <string>

#include "source/document.h"
#include "tasks/binding.h"

namespace pawl::tasks {

class ConfigReader;

using Vias = std::map<std::string, Via>;

/// An entry of `via`: words that go in front of a command, or the commands of a batch system.
Via read_via(ConfigReader& reader, const source::NodeMember& member);

/// Applies what `name` names to a binding to a command, with the task's resources filled in.
void apply_via(ConfigReader& reader, const Vias& own, const source::Node& name,
               const std::map<std::string, std::string>& resources, Binding& binding);

}  // namespace pawl::tasks
