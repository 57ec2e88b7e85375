#include "tasks/environment.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "base/ascii.h"
#include "base/glob.h"

namespace pawl::tasks {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

/// The value of a line; nullopt for an open quote or text after a quoted value.
std::optional<std::string> env_value(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    const size_t comment = text.find(" #");
    return std::string(trimmed(text.substr(0, comment)));
  }
  const char quote = text.front();
  std::string value;
  size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      value += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    } else {
      value += text[i];
    }
  }
  if (i >= text.size()) return std::nullopt;
  const std::string_view rest = trimmed(text.substr(i + 1));
  if (!rest.empty() && rest.front() != '#') return std::nullopt;
  return value;
}

}  // namespace

Result<Environment> parse_env_file(std::string_view text, const std::string& path) {
  Environment variables;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const size_t equals = line.find('=');
    const std::string place = path + ":" + std::to_string(number) + ": ";
    if (equals == std::string_view::npos) return fail(place + "expected NAME=value");
    const std::string_view name = trimmed(line.substr(0, equals));
    if (!is_name(name)) return fail(place + "'" + std::string(name) + "' is no name of a variable");
    auto value = env_value(trimmed(line.substr(equals + 1)));
    if (!value) return fail(place + "the quotes around the value do not match");
    variables[std::string(name)] = std::move(*value);
  }
  return variables;
}

Result<TaskEnvironment> build_environment(const Config* config, const Environment& variables) {
  TaskEnvironment result;
  Environment inherited;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view pair = *entry;
    const size_t equals = pair.find('=');
    // Variables that an outer pawl set for its task are not passed on.
    if (equals == std::string_view::npos || pair.starts_with("PAWL_")) continue;
    inherited.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  for (const auto& [name, value] : inherited) {
    const auto passes = [&name = name](const std::string& glob) { return glob_matches(glob, name); };
    const bool is_passed =
        config == nullptr || !config->pass || std::any_of(config->pass->begin(), config->pass->end(), passes);
    if (is_passed) result.variables[name] = value;
  }
  if (config != nullptr) {
    if (!config->env_file.empty()) {
      std::ifstream file(config->env_file, std::ios::binary);
      if (!file)
        return fail("cannot read the file " + config->env_file + " that " + config->path +
                    " names under env");
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      PAWL_TRY(Environment from_file, parse_env_file(text, config->env_file));
      for (auto& [name, value] : from_file) result.variables[name] = std::move(value);
    }
    for (const auto& [name, value] : config->env_values) result.variables[name] = value;
  }
  for (const auto& [name, value] : variables) result.variables[name] = value;
  for (const auto& [name, value] : result.variables) {
    if ((name + value).find('\0') != std::string::npos)
      return fail("the variable " + name.substr(0, name.find('\0')) +
                  " holds a NUL character, which no environment can hold");
  }
  if (config == nullptr) return result;
  for (const std::string& name : config->secrets) {
    auto found = result.variables.find(name);
    if (found == result.variables.end()) {
      const auto own = inherited.find(name);
      if (own == inherited.end())
        return fail("the secret " + name + " that " + config->path + " names is not in the environment");
      found = result.variables.insert(*own).first;
    }
    if (!found->second.empty()) result.secrets.push_back(found->second);
  }
  return result;
}

Result<std::string> fill_variables(std::string_view text, const Environment& variables) {
  std::string filled;
  while (!text.empty()) {
    const size_t begin = text.find("${");
    filled += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const size_t end = text.find('}', begin);
    if (end == std::string_view::npos) return fail("'${' is never closed in: " + std::string(text));
    const std::string name(text.substr(begin + 2, end - begin - 2));
    const auto found = variables.find(name);
    if (found == variables.end()) return fail("the variable " + name + " is not in the environment");
    filled += found->second;
    text.remove_prefix(end + 1);
  }
  return filled;
}

}  // namespace pawl::tasks
