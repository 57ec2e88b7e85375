#include "tasks/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pawl::tasks {
namespace {

constexpr std::string_view kBlanks = " \t\n";
constexpr std::string_view kShellCharacters = "#;\"*?[]&|<>(){}$`^~!\n\\'=";

// What a shell does itself; most have no program of that name, or one that cannot do the same.
constexpr auto kShellWords = std::to_array<std::string_view>(
    {".",      "alias", "bg",     "break",    "case",  "cd",    "command", "continue", "do",   "eval",
     "exec",   "exit",  "export", "fc",       "fg",    "for",   "getopts", "hash",     "if",   "jobs",
     "local",  "read",  "return", "readonly", "set",   "shift", "source",  "times",    "trap", "type",
     "ulimit", "umask", "wait",   "unalias",  "unset", "until", "while",   ":"});

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (kBlanks.find(c) != std::string_view::npos) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\\') {
      if (++i == text.size()) return fail("the command ends in a backslash");
      word += text[i];
    } else if (c == '\'' || c == '"') {
      for (++i; i < text.size() && text[i] != c; ++i) {
        const bool escapes = c == '"' && text[i] == '\\' && i + 1 < text.size() &&
                             std::string_view("\"\\$`").find(text[i + 1]) != std::string_view::npos;
        if (escapes) ++i;
        word += text[i];
      }
      if (i == text.size()) return fail(fmt::format("the command has an open {}", c));
    } else {
      word += c;
    }
  }
  if (in_word) words.push_back(std::move(word));
  if (words.empty()) return fail("the command is empty");
  return words;
}

std::optional<std::vector<std::string>> words_without_shell(std::string_view line) {
  // Quotes are fine as long as nothing outside or inside them is for the shell.
  std::string unquoted(line);
  std::erase_if(unquoted, [](char c) { return c == '\'' || c == '"'; });
  const std::string_view rest = unquoted;
  const size_t special = rest.find_first_of(kShellCharacters);
  if (special != std::string_view::npos) {
    // `--name=value` is an argument, `NAME=value command` is the shell's.
    const size_t first_end = std::min(rest.find_first_of(kBlanks), rest.size());
    for (size_t i = special; i != std::string_view::npos; i = rest.find_first_of(kShellCharacters, i + 1)) {
      if (rest[i] != '=' || i < first_end) return std::nullopt;
    }
  }
  auto words = split_words(line);
  if (!words) return std::nullopt;
  if (std::find(kShellWords.begin(), kShellWords.end(), words->front()) != kShellWords.end())
    return std::nullopt;
  return std::move(*words);
}

std::string shell_word(std::string_view word) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_-./:=@%+,").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

}  // namespace pawl::tasks
