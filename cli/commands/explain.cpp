#include "cli/commands/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/suggestion.h"
#include "cli/exit_code.h"
#include "cli/report/report.h"
#include "rules/rule.h"
#include "value/dump.h"

namespace pawl::cli {
namespace {

using rules::Rule;

std::string_view scope_of(Rule::Kind kind) {
  switch (kind) {
    case Rule::Kind::Validity: return "AWS refuses the definition";
    case Rule::Kind::Advice: break;
    case Rule::Kind::AwsAdvice: return "not with --profile local";
    case Rule::Kind::Portability: return "with --profile aws only";
  }
  return {};
}

/// Lines of at most 80 columns.
std::string wrapped(std::string_view text) {
  constexpr size_t kWidth = 80;
  std::string out;
  size_t column = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const size_t width = display_width(word);
    if (column > 0 && column + 1 + width > kWidth) {
      out += '\n';
      column = 0;
    }
    if (column > 0) out += ' ';
    out += word;
    column += width + (column > 0 ? 1 : 0);
  }
  return out + "\n";
}

std::string indented(std::string_view text) {
  constexpr size_t kLongest = 300;  // some examples are about length
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    out += fmt::format("    {}{}\n", line.substr(0, kLongest), line.size() > kLongest ? "…" : "");
  }
  return out;
}

int write(Console& console, std::string_view text) {
  const auto written = console.out(text);
  if (written) return kExitYes;
  console.error(written.error().message);
  return kExitCannot;
}

std::string json_list() {
  ArrayBuilder list;
  for (const Rule* rule : rules::registry()) {
    ObjectBuilder one;
    one.append("rule", Value::string(rule->id));
    one.append("severity", Value::string(name_of(rule->severity)));
    if (!rule->code.empty()) one.append("code", Value::string(rule->code));
    one.append("summary", Value::string(rule->summary));
    one.append("help", Value::string(rule->help));
    list.push(one.finish());
  }
  TextBuffer text;
  dump_indented(Value::object({{"rules", list.finish()}}), text);
  return text.str() + "\n";
}

}  // namespace

std::string unknown_rule(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Rule* rule : rules::registry()) ids.push_back(rule->id);
  const std::string_view nearest = nearest_name(id, ids);
  if (nearest.empty()) return fmt::format("there is no rule '{}'; --list-rules names them", printable(id));
  return fmt::format("there is no rule '{}', did you mean '{}'?", printable(id), nearest);
}

int list_rules(bool as_json, Console& console) {
  if (as_json) return write(console, json_list());
  std::string out;
  for (const Rule* rule : rules::registry()) {
    out += fmt::format("{:<32} {:<8} {}\n", rule->id, name_of(rule->severity), rule->summary);
  }
  return write(console, out);
}

int explain_rule(std::string_view id, Console& console) {
  const Rule* rule = rules::find_rule(id);
  if (rule == nullptr) {
    console.error(unknown_rule(id));
    return kExitCannot;
  }
  std::string out = fmt::format("{} ({}): {}\n", console.paint_out(Color::Bold, rule->id),
                                name_of(rule->severity), rule->summary);
  const std::string_view kind = scope_of(rule->kind);
  if (!rule->code.empty() || !kind.empty()) {
    out += fmt::format("{}{}{}\n", kind, rule->code.empty() ? "" : ": ", rule->code);
  }
  if (!rule->help.empty()) out += "\n" + wrapped(rule->help);
  if (rule->bad.empty()) return write(console, out);
  out += "\n" + console.paint_out(Color::Red, "Bad:") + "\n" + indented(rule->bad);
  out += "\n" + console.paint_out(Color::Green, "Good:") + "\n" + indented(rule->good);
  return write(console, out);
}

}  // namespace pawl::cli
