// Bindings to state machines: `machine: child.asl.json`.
#include "tasks/machine_binding.h"

#include <algorithm>
#include <utility>

#include "base/glob.h"
#include "tasks/config_reader.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::NodeMember;

constexpr std::string_view kKeys[] = {"machine"};

BindingTarget read(ConfigReader& reader, const NodeMember& member) {
  return MachineBinding{{read_machine(reader, member.value, "*")}};
}

std::string describe(const Binding& binding, std::span<const std::string>) {
  std::string text;
  for (const MachineBinding::Machine& one : std::get<MachineBinding>(binding.target).machines)
    text += (text.empty() ? "" : ", ") + one.file + (one.is_express ? " (express)" : "");
  return "machine " + text;
}

}  // namespace

std::string_view name_of_machine(std::string_view arn) {
  constexpr std::string_view kBefore = ":stateMachine:";
  const size_t at = arn.find(kBefore);
  if (at == std::string_view::npos) return arn;
  const std::string_view name = arn.substr(at + kBefore.size());
  return name.substr(0, name.find(':'));
}

MachineBinding::Machine read_machine(ConfigReader& reader, const source::Node& node, std::string name) {
  MachineBinding::Machine machine{.name = std::move(name), .file = {}};
  if (node.kind == source::Node::Kind::Scalar) {
    machine.file = reader.text(node, "the definition's file").value_or("");
  } else {
    reader.object(
        node, "a machine",
        {{"file", [&](const NodeMember& m) { machine.file = reader.text(m.value, "'file'").value_or(""); }},
         {"type", [&](const NodeMember& m) {
            machine.is_express = reader.word(m.value, "'type'", {"standard", "express"}) == "express";
          }}});
  }
  if (machine.file.empty()) reader.error(node, "a machine needs the file of its definition");
  return machine;
}

const MachineBinding::Machine* MachineBinding::find(std::string_view arn) const {
  const std::string_view name = name_of_machine(arn);
  const auto found = std::find_if(machines.begin(), machines.end(), [&](const Machine& one) {
    return glob_matches(one.name, name) || glob_matches(one.name, arn);
  });
  return found == machines.end() ? nullptr : &*found;
}

const RunnerKind& MachineBinding::kind() {
  static constexpr RunnerKind kKind{.keys = kKeys, .read = read, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
