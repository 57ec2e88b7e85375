#include "tasks/command_spec.h"

#include <algorithm>
#include <filesystem>

#include "base/suggestion.h"
#include "base/utf8.h"
#include "tasks/command_line.h"
#include "tasks/command_result.h"
#include "tasks/runner.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

using Output = ExecBinding::Output;
using Refusal = tl::unexpected<asl::StateError>;

Refusal refuse(const std::string& why) {
  return Refusal(asl::StateError{"States.Runtime", "The parameters of local:exec could not be used: " + why});
}

/// Data as one argument or variable: a string as it is, numbers and booleans as JSON writes them.
std::optional<std::string> word_text(const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_number() || value.is_boolean()) return to_json(value);
  return std::nullopt;
}

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

Refusal cannot_hold_nul(const std::string& what) {
  return Refusal(asl::StateError{"States.Runtime",
                                 "There is a NUL character (\\u0000) in " + what +
                                     ", which no program can be started with; pass such data through stdin"});
}

constexpr std::string_view kMembers[] = {"Command", "Script", "Stdin", "Env", "WorkingDirectory", "Output"};

tl::expected<CommandSpec, asl::StateError> from_parameters(const Value& parameters,
                                                           const std::string& directory) {
  CommandSpec spec;
  spec.directory = directory;
  if (!parameters.is_object()) return refuse("they are no object");
  for (const Member& member : parameters.members()) {
    const std::string_view name = member.key.as_string();
    const Value& value = member.value;
    if (name == "Command") {
      if (value.size() == 0 || !value.is_array())
        return refuse("'Command' must be a list with the program first");
      for (const Value& item : value.items()) {
        auto word = word_text(item);
        if (!word)
          return refuse("'Command' may hold strings, numbers and booleans, not " +
                        to_json(item).substr(0, 200));
        spec.argv.push_back(std::move(*word));
      }
    } else if (name == "Script") {
      if (!value.is_string()) return refuse("'Script' must be a string");
    } else if (name == "Stdin") {
      spec.input = to_text(value);
    } else if (name == "Env") {
      if (!value.is_object()) return refuse("'Env' must be an object");
      for (const Member& variable : value.members()) {
        const std::string key(variable.key.as_string());
        auto text = word_text(variable.value);
        if (!text) return refuse("the variable '" + key + "' must be a string, a number or a boolean");
        if (key.empty() || key.find('=') != std::string::npos || has_nul(key))
          return refuse("'" + key + "' cannot be a variable");
        if (has_nul(*text)) return cannot_hold_nul("the variable '" + key + "'");
        spec.environment[key] = std::move(*text);
      }
    } else if (name == "WorkingDirectory") {
      if (!value.is_string()) return refuse("'WorkingDirectory' must be a string");
      spec.directory = (std::filesystem::path(directory) / value.as_string()).lexically_normal().string();
    } else if (name == "Output") {
      const std::string word = value.is_string() ? std::string(value.as_string()) : "";
      if (word == "text") {
        spec.output = Output::Text;
      } else if (word == "lines") {
        spec.output = Output::Lines;
      } else if (word == "none") {
        spec.output = Output::None;
      } else if (word != "json") {
        return refuse("'Output' must be json, text, lines or none");
      }
    } else {
      const std::string_view nearest = nearest_name(name, kMembers);
      const std::string hint = nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
      return refuse("unknown member '" + std::string(name) + "'" + hint);
    }
  }
  const Value* script = parameters.find("Script");
  if ((script != nullptr) == !spec.argv.empty()) return refuse("they need either 'Command' or 'Script'");
  if (script != nullptr) spec.argv = {"/bin/sh", "-c", std::string(script->as_string())};
  return spec;
}

}  // namespace

tl::expected<CommandSpec, asl::StateError> make_command(const Binding& binding, const Value& input,
                                                        const std::string& state) {
  const auto& exec = std::get<ExecBinding>(binding.target);
  CommandSpec spec;
  if (exec.from_parameters) {
    auto parsed = from_parameters(input, binding.directory);
    if (!parsed) return Refusal(std::move(parsed.error()));
    spec = std::move(*parsed);
  } else {
    spec.argv = exec.script ? std::vector<std::string>{"/bin/sh", "-c", *exec.script} : exec.argv;
    spec.directory = binding.directory;
    spec.input = to_json(binding.wrap_lambda ? lambda_payload(input) : input);
    spec.output = exec.output;
  }
  if (binding.prefix_takes_one_word) spec.argv = {shell_line(spec.argv)};
  spec.argv.insert(spec.argv.begin(), binding.prefix.begin(), binding.prefix.end());
  const bool is_script = exec.script || (exec.from_parameters && input.find("Script") != nullptr);
  if (std::any_of(spec.argv.begin(), spec.argv.end(), has_nul))
    return cannot_hold_nul(is_script ? "the script" : "an argument of the command");
  if (has_nul(state)) return cannot_hold_nul("the name of the state (PAWL_STATE)");
  if (has_nul(spec.directory)) return cannot_hold_nul("the working directory");
  return spec;
}

Value shown_words(const std::vector<std::string>& argv) {
  constexpr size_t kMost = 2 << 10;
  ArrayBuilder words(argv.size());
  size_t bytes = 0;
  for (const std::string& word : argv) {
    bytes += word.size();
    if (bytes > kMost) {
      words.push(Value::string("…"));
      break;
    }
    words.push(Value::string(utf8::repaired(word)));
  }
  return words.finish();
}

}  // namespace pawl::tasks
