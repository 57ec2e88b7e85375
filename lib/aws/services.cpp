#include "aws/services.h"

#include <algorithm>

#include "aws/services_text.h"

namespace pawl::aws {
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
  return line_after(kServicesText, "\n" + std::string(key) + " ").value_or("");
}

/// A service's part of the table: the names on its own line, and the lines of its actions.
struct Part {
  std::string_view service;
  std::string_view names;
  std::string_view actions;  // from the end of the first line on: each action is "\nNAME …"
};

/// All parts by the service's name, found on first use.
const std::vector<Part>& parts() {
  static const std::vector<Part> all = [] {
    std::vector<Part> found;
    const std::string_view text = kServicesText;
    size_t begin = text.find("\n=");
    for (size_t next = 0; next != std::string_view::npos; begin = next) {
      const size_t line_end = text.find('\n', begin + 1);
      next = text.find("\n=", line_end);
      Part part{.names = text.substr(begin + 2, line_end - begin - 2),
                .actions = text.substr(line_end, next - line_end)};
      part.service = next_word(part.names);
      if (next != std::string_view::npos) found.push_back(part);  // the last "=" ends the table
    }
    return found;
  }();
  return all;
}

const Part* part_of(std::string_view service) {
  const auto found =
      std::lower_bound(parts().begin(), parts().end(), service,
                       [](const Part& part, std::string_view name) { return part.service < name; });
  return found == parts().end() || found->service != service ? nullptr : &*found;
}

std::optional<std::string_view> codes_of(const Part& part, std::string_view action) {
  if (action.find_first_of(" \n") != std::string_view::npos) return std::nullopt;
  return line_after(part.actions, "\n" + std::string(action) + " ");
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

constexpr size_t kLetters = 52;
size_t letter_index(char c) { return static_cast<size_t>(c >= 'a' ? c - 'a' + 26 : c - 'A'); }

/// Names from their codes: a letter, or a sign and a letter (see the head of services.txt).
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

Support support_of_service(std::string_view service) {
  if (const Part* part = part_of(service)) return part->actions.empty() ? Support::NameOnly : Support::Known;
  const auto rest = line_after(kServicesText, "\n!" + std::string(service));
  return !service.empty() && rest && rest->empty() ? Support::NotOffered : Support::Unknown;
}

Support support_of_action(std::string_view service, std::string_view action) {
  const Part* part = part_of(service);
  if (!part) return Support::Unknown;
  if (codes_of(*part, action)) return Support::Known;
  const auto rest = line_after(part->actions, "\n-" + std::string(action));
  return rest && rest->empty() ? Support::NotOffered : Support::Unknown;
}

std::optional<ActionParameters> parameters_of(std::string_view service, std::string_view action) {
  const Part* part = part_of(service);
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
  for (const Part& part : parts()) services.push_back(part.service);
  return services;
}

std::vector<std::string_view> known_actions(std::string_view service) {
  std::vector<std::string_view> actions;
  const Part* part = part_of(service);
  if (!part) return actions;
  const std::string_view text = part->actions;
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] == '-') continue;
    actions.push_back(text.substr(at + 1, text.find(' ', at) - at - 1));
  }
  return actions;
}

std::string_view service_by_other_name(std::string_view other_name) {
  if (other_name.find_first_of(" \n") != std::string_view::npos) return {};
  return head_line("~" + std::string(other_name));
}

std::vector<std::string_view> other_names_of(std::string_view service) {
  std::vector<std::string_view> names;
  const std::string_view text = kServicesText;
  for (size_t at = text.find("\n~"); at != std::string_view::npos; at = text.find("\n~", at + 1)) {
    std::string_view line = text.substr(at + 2, text.find('\n', at + 2) - at - 2);
    const std::string_view name = next_word(line);
    if (line == service) names.push_back(name);
  }
  return names;
}

bool is_verb_of_some_action(std::string_view word) {
  for (std::string_view rest = head_line("verbs"); !rest.empty();) {
    if (next_word(rest) == word) return true;
  }
  return false;
}

std::string_view table_version() { return head_line("version"); }
std::string_view table_date() { return head_line("date"); }

}  // namespace pawl::aws
