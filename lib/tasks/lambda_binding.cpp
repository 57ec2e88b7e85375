// Bindings to Lambda functions: handler and runtime.
#include <algorithm>
#include <filesystem>

#include "tasks/command_line.h"
#include "tasks/config_reader.h"
#include "tasks/lambda_runner.h"
#include "tasks/mask.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::Node;
using source::NodeMember;
using Language = LambdaBinding::Language;

constexpr std::string_view kKeys[] = {"handler", "runtime"};
constexpr int64_t kMostMemory = 1 << 20;  // MB

/// FILE:FUNCTION
void read_handler(ConfigReader& reader, const Node& node, LambdaBinding& code) {
  const std::string text = reader.text(node, "'handler'").value_or("");
  const size_t colon = text.rfind(':');
  const std::filesystem::path path = text.substr(0, colon);
  const std::string suffix = path.extension().string();
  code.language = suffix == ".py" ? Language::Python : Language::Node;
  code.root = path.parent_path().empty() ? "." : path.parent_path().string();
  code.file = path.filename().string();
  code.function = colon == std::string::npos ? "" : text.substr(colon + 1);
  code.handler = path.stem().string() + "." + code.function;
  const bool is_known =
      code.language == Language::Python || suffix == ".mjs" || suffix == ".js" || suffix == ".cjs";
  if (text.empty()) return;
  if (!is_known) {
    reader.error(node, "a handler is in a file .py, .js, .mjs or .cjs, not '" + path.string() + "'",
                 "'runtime' runs any program that speaks Lambda's Runtime API");
  } else if (code.function.empty()) {
    reader.error(node, "a handler needs the function's name after its file",
                 "write " + path.string() + ":FUNCTION");
  }
}

void read_program(ConfigReader& reader, const Node& node, LambdaBinding& code) {
  if (node.kind == Node::Kind::Array) {
    code.argv = reader.texts(node, "'runtime'");
  } else if (auto line = reader.text(node, "'runtime'")) {
    auto words = split_words(*line);
    if (words) code.argv = std::move(*words);
    else reader.error(node, words.error().message);
  }
  if (code.argv.empty()) reader.error(node, "'runtime' needs the program to start");
}

void read_code(ConfigReader& reader, const NodeMember& member, LambdaBinding& code) {
  if (member.key == "handler") return read_handler(reader, member.value, code);
  code.language = Language::Executable;
  read_program(reader, member.value, code);
}

BindingTarget read(ConfigReader& reader, const NodeMember& member) {
  LambdaBinding code;
  if (member.value.kind != Node::Kind::Object) {
    read_code(reader, member, code);
    return code;
  }
  const std::string what = "'" + member.key + "'";
  const std::string_view own = member.key == "handler" ? "file" : "command";
  const std::string_view other = member.key == "handler" ? "interpreter" : "handler";
  std::string& other_text = member.key == "handler" ? code.interpreter : code.handler;
  bool has_code = false;
  reader.object(
      member.value, what,
      {{own,
        [&](const NodeMember& m) {
          has_code = true;
          read_code(reader, {member.key, m.key_span, m.value}, code);
        }},
       {other, [&](const NodeMember& m) { other_text = reader.text(m.value, m.key).value_or(""); }},
       {"name", [&](const NodeMember& m) { code.name = reader.text(m.value, "'name'").value_or(""); }},
       {"memory",
        [&](const NodeMember& m) {
          code.memory = reader.integer(m.value, "'memory'", 1, kMostMemory).value_or(code.memory);
        }},
       {"env", [&](const NodeMember& m) { code.environment = reader.text_map(m.value, "'env'"); }}});
  if (!has_code) reader.error(member.value, what + " needs '" + std::string(own) + "'");
  return code;
}

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  const auto& code = std::get<LambdaBinding>(binding.target);
  if (code.language == Language::Executable) {
    std::vector<std::string> words = code.argv;
    for (std::string& word : words) word = mask(word, secrets);
    return "runtime " + shell_line(words);
  }
  const std::string folder = code.root == "." ? "" : code.root + "/";
  return "handler " + folder + code.file + ":" + code.function;
}

}  // namespace

const RunnerKind& LambdaBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kKeys, .is_local = true, .make = make_lambda_runner, .read = read, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
