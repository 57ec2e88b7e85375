#include "testing/test_writer.h"

#include <algorithm>
#include <cctype>

#include "base/printable.h"
#include "value/dump.h"

namespace pawl::testing {

namespace {

/// JSON on one line as YAML's flow style has it: blanks after `:` and `,`.
std::string flow(const Value& value) {
  const std::string json = to_json(value);
  std::string out;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    out += json[i];
    if (in_string && json[i] == '\\') out += json[++i];
    else if (json[i] == '"') in_string = !in_string;
    else if (!in_string && (json[i] == ':' || json[i] == ',')) out += ' ';
  }
  return out;
}

/// A text as YAML reads it back: plain where it is a few words, else in quotes.
std::string scalar(const std::string& text) {
  const auto is_letter = [](unsigned char c) { return std::isalpha(c) != 0; };
  const auto is_plain = [&](unsigned char c) {
    return is_letter(c) || std::isdigit(c) != 0 ||
           std::string_view(" _.-/").find(static_cast<char>(c)) != std::string_view::npos;
  };
  static constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no", "on", "off"};
  std::string lower;
  for (const unsigned char c : text) lower += static_cast<char>(std::tolower(c));
  const bool is_word = std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
  if (!text.empty() && is_letter(static_cast<unsigned char>(text.front())) && text.back() != ' ' &&
      !is_word && std::all_of(text.begin(), text.end(), is_plain))
    return text;
  return json_quoted(text);
}

std::string text_of(const Value& value) {
  return value.is_string() ? scalar(std::string(value.as_string())) : flow(value);
}

std::string answer_text(const WrittenAnswer& answer) {
  std::string out = "{";
  if (answer.call != 0) out += "call: " + std::to_string(answer.call) + ", ";
  if (answer.result) return out + "return: " + flow(*answer.result) + "}";
  ObjectBuilder error;
  if (answer.error.error) error.append("error", Value::string(*answer.error.error));
  if (answer.error.cause) error.append("cause", Value::string(*answer.error.cause));
  return out + "throw: " + flow(error.finish()) + "}";
}

void write_case(const WrittenCase& one, std::string& out) {
  if (!one.comment.empty()) out += "  # " + printable(one.comment) + "\n";
  out += "  - name: " + scalar(one.name) + "\n";
  out += "    input: " + text_of(one.input) + "\n";
  if (!one.mocks.empty()) out += "    mocks:\n";
  for (const auto& [state, answers] : one.mocks) {
    out += "      " + scalar(state) + ":";
    if (answers.size() == 1) {
      out += " " + answer_text(answers.front()) + "\n";
      continue;
    }
    out += "\n";
    for (const WrittenAnswer& answer : answers) out += "        - " + answer_text(answer) + "\n";
  }
  if (one.expect.size() == 0) return;
  out += "    expect:\n";
  for (const Member& member : one.expect.members())
    out += "      " + scalar(std::string(member.key.as_string())) + ": " + text_of(member.value) + "\n";
}

}  // namespace

std::string test_file_text(const std::string& definition, const std::vector<WrittenCase>& cases) {
  std::string out = "definition: " + scalar(definition) + "\n" + (cases.empty() ? "cases: []\n" : "cases:\n");
  for (size_t i = 0; i < cases.size(); ++i) {
    if (i > 0) out += "\n";
    write_case(cases[i], out);
  }
  return out;
}

}  // namespace pawl::testing
