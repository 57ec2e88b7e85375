#include "rules/aws_services.h"

#include <algorithm>

#include "rules/aws_services_text.h"

namespace pawl::rules {
namespace {

/// What follows `begin` in the line that starts with it; nullopt if no line does. `begin` starts with '\n'.
std::optional<std::string_view> line_after(std::string_view text, std::string_view begin) {
  const size_t at = text.find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + begin.size());
  return text.substr(0, text.find('\n'));
}

std::string_view next_word(std::string_view& text) {
  const size_t blank = text.find(' ');
  const std::string_view word = text.substr(0, blank);
  text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  return word;
}

/// The rest of the line "KEY …" at the table's head.
std::string_view head_line(std::string_view key) {
  return line_after(kAwsServicesText, "\n" + std::string(key) + " ").value_or("");
}

/// A service's part of the table: the names on its own line, and the lines of its actions.
struct Part {
  std::string_view names;
  std::string_view actions;  // from the end of the first line on: each action is "\nNAME …"
};

std::optional<Part> part_of(std::string_view service) {
  if (service.empty() || service.find_first_of(" \n") != std::string_view::npos) return std::nullopt;
  const std::string_view text = kAwsServicesText;
  const std::string begin = "\n=" + std::string(service);
  for (size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
    const size_t name_end = at + begin.size();
    if (text[name_end] != ' ' && text[name_end] != '\n') continue;
    const size_t line_end = text.find('\n', name_end);
    Part part{.names = text.substr(name_end, line_end - name_end),
              .actions = text.substr(line_end, text.find("\n=", line_end) - line_end)};
    if (!part.names.empty()) part.names.remove_prefix(1);
    return part;
  }
  return std::nullopt;
}

std::optional<std::string_view> codes_of(const Part& part, std::string_view action) {
  if (action.find_first_of(" \n") != std::string_view::npos) return std::nullopt;
  return line_after(part.actions, "\n" + std::string(action) + " ");
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

constexpr size_t kLetters = 52;
size_t letter_index(char c) { return static_cast<size_t>(c >= 'a' ? c - 'a' + 26 : c - 'A'); }

/// Names from their codes: a letter, or a sign and a letter (see the head of aws_services.txt).
std::vector<std::string> decode(std::string_view codes, const std::vector<std::string_view>& names) {
  constexpr std::string_view kSigns = "0123456789!%&*+,-./:<=>?@^_~";
  std::vector<std::string> out;
  for (size_t i = 0; i < codes.size(); ++i) {
    size_t index = 0;
    if (!is_letter(codes[i])) index = kLetters * (kSigns.find(codes[i++]) + 1);
    index += letter_index(codes[i]);
    out.emplace_back(names[index]);
  }
  return out;
}

}  // namespace

bool ActionParameters::has(std::string_view name) const {
  return std::find(required.begin(), required.end(), name) != required.end() ||
         std::find(optional.begin(), optional.end(), name) != optional.end();
}

Standing standing_of_service(std::string_view service) {
  if (const auto part = part_of(service)) return part->actions.empty() ? Standing::NameOnly : Standing::Known;
  const auto rest = line_after(kAwsServicesText, "\n!" + std::string(service));
  return !service.empty() && rest && rest->empty() ? Standing::NotOffered : Standing::Unknown;
}

Standing standing_of_action(std::string_view service, std::string_view action) {
  const auto part = part_of(service);
  if (!part) return Standing::Unknown;
  if (codes_of(*part, action)) return Standing::Known;
  const auto rest = line_after(part->actions, "\n-" + std::string(action));
  return rest && rest->empty() ? Standing::NotOffered : Standing::Unknown;
}

std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action) {
  const auto part = part_of(service);
  if (!part) return std::nullopt;
  const auto codes = codes_of(*part, action);
  if (!codes) return std::nullopt;
  std::vector<std::string_view> names;
  for (std::string_view rest = part->names; !rest.empty();) names.push_back(next_word(rest));
  const size_t bar = codes->find('|');
  return ActionParameters{.required = decode(codes->substr(0, bar), names),
                          .optional = decode(codes->substr(bar + 1), names)};
}

std::vector<std::string_view> known_services() {
  std::vector<std::string_view> services;
  const std::string_view text = kAwsServicesText;
  for (size_t at = text.find("\n="); at != std::string_view::npos; at = text.find("\n=", at + 1)) {
    const std::string_view name = text.substr(at + 2, text.find_first_of(" \n", at + 2) - at - 2);
    if (!name.empty()) services.push_back(name);
  }
  return services;
}

std::vector<std::string_view> known_actions(std::string_view service) {
  std::vector<std::string_view> actions;
  const auto part = part_of(service);
  if (!part) return actions;
  const std::string_view text = part->actions;
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] == '-') continue;
    actions.push_back(text.substr(at + 1, text.find(' ', at) - at - 1));
  }
  return actions;
}

std::string_view service_called(std::string_view other_name) {
  if (other_name.find_first_of(" \n") != std::string_view::npos) return {};
  return head_line("~" + std::string(other_name));
}

bool is_verb_of_actions(std::string_view word) {
  for (std::string_view rest = head_line("verbs"); !rest.empty();) {
    if (next_word(rest) == word) return true;
  }
  return false;
}

std::string_view table_version() { return head_line("version"); }
std::string_view table_date() { return head_line("date"); }

}  // namespace pawl::rules
