#include "cli/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "asl/parse.h"
#include "rules/rule.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// The name of the placeholder that starts at `at`; empty if none does.
std::string_view placeholder_at(std::string_view text, size_t at) {
  if (!text.substr(at).starts_with("${")) return {};
  size_t end = at + 2;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return end < text.size() && text[end] == '}' ? text.substr(at + 2, end - at - 2) : std::string_view();
}

/// Parses and checks what was read.
void parse_and_check(Definition& out, source::LoadResult loaded, asl::WorkflowType type) {
  out.type = type;
  out.unfilled = placeholders(loaded.document.text);
  out.document = std::move(loaded.document);
  out.diagnostics = std::move(loaded.diagnostics);
  if (source::has_errors(out.diagnostics)) return;

  asl::ParseResult parsed = asl::parse(out.document);
  std::move(parsed.diagnostics.begin(), parsed.diagnostics.end(), std::back_inserter(out.diagnostics));
  out.machine = std::move(parsed.machine);
  if (out.machine) {
    source::Diagnostics more = rules::check(*out.machine, out.document, {type});
    std::move(more.begin(), more.end(), std::back_inserter(out.diagnostics));
  }
  std::stable_sort(
      out.diagnostics.begin(), out.diagnostics.end(),
      [](const source::Diagnostic& a, const source::Diagnostic& b) { return a.span.begin < b.span.begin; });
  cut_findings(out.diagnostics);
}

}  // namespace

void cut_findings(source::Diagnostics& diagnostics) {
  constexpr size_t kMost = 1000;
  if (diagnostics.size() <= kMost) return;
  const size_t more = diagnostics.size() - kMost;
  std::stable_partition(diagnostics.begin(), diagnostics.end(),
                        [](const source::Diagnostic& d) { return d.severity == source::Severity::Error; });
  diagnostics.resize(kMost);
  diagnostics.push_back({.severity = source::Severity::Info,
                         .rule = "too-many-findings",
                         .message = fmt::format("{} more findings are not shown: mend these first", more)});
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const std::string name(placeholder_at(text, at));
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Substituted substitute(std::string_view text, source::Format format, const Assignments& subst) {
  Substituted out;
  std::vector<bool> used(subst.size());
  bool in_string = false;  // of JSON
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '$') {
      const std::string_view name = placeholder_at(text, at);
      const auto found =
          std::find_if(subst.begin(), subst.end(), [name](const auto& one) { return one.first == name; });
      if (!name.empty() && found != subst.end()) {
        used[static_cast<size_t>(found - subst.begin())] = true;
        if (in_string) {
          const std::string inside = pawl::quoted(found->second);
          out.text.append(inside, 1, inside.size() - 2);
        } else {
          out.text += found->second;
        }
        at += name.size() + 3;
        continue;
      }
    }
    if (format == source::Format::Json) {
      if (c == '"') in_string = !in_string;
      if (c == '\\' && in_string && at + 1 < text.size()) out.text += text[at++];
    }
    out.text += text[at++];
  }
  for (size_t i = 0; i < subst.size(); ++i) {
    if (!used[i]) out.unused.push_back(subst[i].first);
  }
  return out;
}

Result<Definition> load_definition(const std::string& path, const Assignments& subst,
                                   asl::WorkflowType type) {
  PAWL_TRY(source::LoadResult loaded, source::load(path));
  Definition out;
  if (!subst.empty()) {
    Substituted filled = substitute(loaded.document.text, loaded.document.format, subst);
    out.unused = std::move(filled.unused);
    loaded = source::read(loaded.document.name, std::move(filled.text), loaded.document.format);
  }
  parse_and_check(out, std::move(loaded), type);
  return out;
}

Result<std::vector<Definition>> load_definitions(const std::string& path, const Assignments& subst,
                                                 asl::WorkflowType type) {
  PAWL_TRY(Definition one, load_definition(path, subst, type));
  std::vector<Definition> all;
  all.push_back(std::move(one));
  return all;
}

Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type) {
  TextBuffer text;
  dump_indented(json, text);
  Definition out;
  parse_and_check(out, source::read(name, text.str(), source::Format::Json), type);
  return out;
}

}  // namespace pawl::cli
