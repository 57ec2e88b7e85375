#include "cli/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "asl/parse.h"
#include "rules/rule.h"
#include "source/template.h"
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

namespace {

/// `template.yaml#LogicalId` taken apart; a file that has such a name goes before.
std::pair<std::string, std::string> split_id(const std::string& path) {
  const size_t at = path.rfind('#');
  std::error_code error;
  if (at == std::string::npos || at == 0 || std::filesystem::exists(path, error)) return {path, {}};
  return {path.substr(0, at), path.substr(at + 1)};
}

Definition read_text(source::LoadResult loaded, const Assignments& subst, asl::WorkflowType type) {
  Definition out;
  if (!subst.empty()) {
    Substituted filled = substitute(loaded.document.text, loaded.document.format, subst);
    out.unused = std::move(filled.unused);
    loaded = source::read(loaded.document.name, std::move(filled.text), loaded.document.format);
  }
  parse_and_check(out, std::move(loaded), type);
  return out;
}

/// The template that the text is, read as one; nullopt if it is none.
std::optional<source::Document> as_template(const source::LoadResult& loaded) {
  const bool has_tags = std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                    [](const source::Diagnostic& d) { return d.rule == "yaml-tag"; });
  if (!has_tags && !source::is_template(loaded.document.root)) return std::nullopt;
  source::LoadResult again = source::read(loaded.document.name, loaded.document.text, loaded.document.format,
                                          source::Tags::CloudFormation);
  if (source::has_errors(again.diagnostics) || !source::is_template(again.document.root)) return std::nullopt;
  return std::move(again.document);
}

Result<Definition> machine_definition(source::TemplateMachine machine, const std::string& template_path,
                                      const Assignments& subst, asl::WorkflowType type) {
  if (machine.is_express) type = asl::WorkflowType::Express;
  if (machine.file.empty()) {
    Definition out;
    const source::Diagnostics& found = machine.definition.diagnostics;
    if (found.size() == 1 && found.front().rule == "definition-elsewhere") {
      out.document = std::move(machine.definition.document);
      out.diagnostics = std::move(machine.definition.diagnostics);
    } else {
      parse_and_check(out, std::move(machine.definition), type);
    }
    return out;
  }
  const std::string path = (std::filesystem::path(template_path).parent_path() / machine.file).string();
  PAWL_TRY(source::LoadResult loaded, source::load(path));
  source::Diagnostics undeclared = source::undeclared_substitutions(loaded.document, machine.substitutions);
  Definition out = read_text(std::move(loaded), subst, type);
  if (subst.empty()) std::move(undeclared.begin(), undeclared.end(), std::back_inserter(out.diagnostics));
  return out;
}

std::string names_of(const std::vector<source::TemplateMachine>& machines) {
  std::string names;
  for (const source::TemplateMachine& machine : machines) {
    if (!names.empty()) names += ", ";
    names += source::shown(machine.id);
  }
  return names;
}

}  // namespace

Result<std::vector<Definition>> load_definitions(const std::string& path, const Assignments& subst,
                                                 asl::WorkflowType type) {
  const auto [file, id] = split_id(path);
  PAWL_TRY(source::LoadResult loaded, source::load(file));
  std::vector<Definition> all;
  const std::optional<source::Document> holder = as_template(loaded);
  if (!holder) {
    if (!id.empty()) return fail(fmt::format("'{}' is no template with state machines", source::shown(file)));
    all.push_back(read_text(std::move(loaded), subst, type));
    return all;
  }
  std::vector<source::TemplateMachine> machines = source::state_machines(*holder, subst);
  const std::string names = names_of(machines);
  if (!id.empty())
    std::erase_if(machines, [&](const source::TemplateMachine& machine) { return machine.id != id; });
  if (machines.empty()) {
    return fail(fmt::format("'{}' has no state machine '{}'; it has: {}", source::shown(file),
                            source::shown(id), names));
  }
  for (source::TemplateMachine& machine : machines) {
    PAWL_TRY(Definition one, machine_definition(std::move(machine), file, subst, type));
    all.push_back(std::move(one));
  }
  return all;
}

Result<Definition> load_definition(const std::string& path, const Assignments& subst,
                                   asl::WorkflowType type) {
  PAWL_TRY(std::vector<Definition> all, load_definitions(path, subst, type));
  if (all.size() == 1) return std::move(all.front());
  return fail(fmt::format("'{}' holds {} state machines: name one as {}#LogicalId", source::shown(path),
                          all.size(), source::shown(path)));
}

Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type) {
  TextBuffer text;
  dump_indented(json, text);
  Definition out;
  parse_and_check(out, source::read(name, text.str(), source::Format::Json), type);
  return out;
}

}  // namespace pawl::cli
