// Bindings to local commands: exec and sh.
#include "tasks/command_line.h"
#include "tasks/config_reader.h"
#include "tasks/mask.h"
#include "tasks/process_runner.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::Node;

constexpr std::string_view kKeys[] = {"exec", "sh"};

BindingTarget read(ConfigReader& reader, const source::NodeMember& member) {
  ExecBinding exec;
  if (member.key == "sh") {
    exec.script = reader.text(member.value, "'sh'");
  } else if (member.value.kind == Node::Kind::Array) {
    exec.argv = reader.texts(member.value, "'exec'");
    if (exec.argv.empty()) reader.error(member.value, "'exec' needs the program to start");
  } else if (auto line = reader.text(member.value, "'exec'")) {
    auto words = split_words(*line);
    if (words) exec.argv = std::move(*words);
    if (!words) reader.error(member.value, words.error().message);
  }
  return exec;
}

Result<std::optional<BindingTarget>> from_resource(std::string_view resource) {
  if (resource.starts_with("exec:")) {
    PAWL_TRY(auto words, split_words(resource.substr(5)));
    return ExecBinding{.argv = std::move(words), .script = {}};
  }
  if (resource.starts_with("sh:")) return ExecBinding{.argv = {}, .script = std::string(resource.substr(3))};
  if (resource == "local:exec") return ExecBinding{.argv = {}, .script = {}, .from_parameters = true};
  return std::nullopt;
}

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  const auto shown = [secrets](std::vector<std::string> words) {
    for (std::string& word : words) word = mask(word, secrets);
    return shell_line(words);
  };
  const auto& exec = std::get<ExecBinding>(binding.target);
  const std::string via = binding.prefix.empty() ? "" : shown(binding.prefix) + " ";
  if (exec.from_parameters) return via + "the Command of its Parameters";
  if (exec.script) return via + "sh -c " + shell_word(mask(*exec.script, secrets));
  return via + shown(exec.argv);
}

}  // namespace

const RunnerKind& ExecBinding::kind() {
  static constexpr RunnerKind kKind{.keys = kKeys,
                                    .is_command = true,
                                    .is_local = true,
                                    .make = make_process_runner,
                                    .read = read,
                                    .from_resource = from_resource,
                                    .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
