#include "workflow/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "asl/parse.h"
#include "rules/rule.h"
#include "source/mapped_text.h"
#include "source/placeholder.h"
#include "source/template.h"
#include "source/template_reader.h"
#include "value/dump.h"

namespace pawl::workflow {

namespace {

void sort_by_place(source::Diagnostics& diagnostics) {
  std::stable_sort(
      diagnostics.begin(), diagnostics.end(),
      [](const source::Diagnostic& a, const source::Diagnostic& b) { return a.span.begin < b.span.begin; });
}

/// Parses and checks what was read.
void parse_and_check(Definition& out, source::LoadResult loaded, asl::WorkflowType type) {
  out.type = type;
  out.unfilled = source::placeholders(loaded.document.root);
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
  sort_by_place(out.diagnostics);
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

namespace {

/// `template.yaml#LogicalId` taken apart; a file that has such a name goes before.
std::pair<std::string, std::string> split_id(const std::string& path) {
  const size_t at = path.rfind('#');
  std::error_code error;
  if (at == std::string::npos || at == 0 || std::filesystem::exists(path, error)) return {path, {}};
  return {path.substr(0, at), path.substr(at + 1)};
}

/// A definition's file. What `values` fill in keeps the places of the text as it is written.
Definition read_file(source::LoadResult loaded, const source::Substitutions& values, asl::WorkflowType type) {
  Definition out;
  if (!values.empty()) {
    source::FilledDocument filled = source::read_filled(std::move(loaded.document), values);
    out.unused = std::move(filled.unused);
    out.filled = std::move(filled.text);
    loaded = std::move(filled.loaded);
  }
  parse_and_check(out, std::move(loaded), type);
  return out;
}

/// Placeholders that make a text no JSON as long as nobody fills them in, each name once.
void tell_bare(Definition& definition) {
  std::vector<std::string_view> told;
  for (const source::Span span : definition.document.bare_placeholders) {
    const std::string_view text =
        std::string_view(definition.document.text).substr(span.begin, span.end - span.begin);
    if (std::find(told.begin(), told.end(), text) != told.end() || told.size() == 100) continue;
    told.push_back(text);
    const std::string_view name = source::placeholder_at(text, 0);
    definition.diagnostics.push_back(
        {.severity = source::Severity::Info,
         .rule = "placeholder-bare",
         .message = fmt::format("{} without quotes is no JSON before it is filled in", source::shown(text)),
         .hint =
             name.empty() ? "" : fmt::format("--subst {}=VALUE, or name the template that fills it in", name),
         .span = span});
  }
  if (!told.empty()) sort_by_place(definition.diagnostics);
}

/// The template that the text is, with what is wrong around its state machines; nullopt if it is none.
std::optional<source::LoadResult> as_template(source::LoadResult& loaded) {
  if (!source::has_errors(loaded.diagnostics)) {
    if (!source::is_template(loaded.document.root)) return std::nullopt;
    return std::move(loaded);
  }
  const source::Document& document = loaded.document;
  if (document.format != source::Format::Yaml || !source::may_be_template(document.text)) return std::nullopt;
  source::LoadResult again = source::read_template(document.name, document.text, document.format);
  if (!source::is_template(again.document.root)) return std::nullopt;
  return again;
}

bool is_elsewhere(const source::Diagnostics& diagnostics) {
  return diagnostics.size() == 1 && diagnostics.front().rule == "definition-elsewhere";
}

/// What the two worlds of a template's conditions have in common is reported once.
void add_new(source::Diagnostics& known, source::Diagnostics more) {
  for (source::Diagnostic& diagnostic : more) {
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const source::Diagnostic& one) {
      return one.rule == diagnostic.rule && one.span.begin == diagnostic.span.begin &&
             one.message == diagnostic.message;
    });
    if (!is_known) known.push_back(std::move(diagnostic));
  }
  sort_by_place(known);
}

/// A template may be long and hold many machines: its text is handed from one to the next.
void move_text(source::Document& to, source::Document& from) {
  to.text = std::exchange(from.text, {});
  to.lines = std::exchange(from.lines, {});
}

Result<Definition> machine_definition(source::TemplateMachine machine, source::Document& holder,
                                      const DefinitionSource& from, const std::string& template_path) {
  const auto type = machine.is_express ? asl::WorkflowType::Express : from.type;
  const bool is_elsewhere_too = is_elsewhere(machine.definition.diagnostics);
  const std::string path = (std::filesystem::path(template_path).parent_path() / machine.file).string();
  std::error_code error;
  if (!machine.file.empty() && (!is_elsewhere_too || std::filesystem::exists(path, error))) {
    PAWL_TRY(source::LoadResult loaded, source::load(path));
    source::Diagnostics undeclared;
    if (machine.declared)
      undeclared = source::undeclared_substitutions(loaded.document, *machine.declared, from.substitutions);
    Definition out = read_file(std::move(loaded), machine.values, type);
    out.unused.clear();  // one machine need not use what another one does
    add_new(out.diagnostics, std::move(undeclared));
    return out;
  }
  move_text(machine.definition.document, holder);
  Definition out;
  if (is_elsewhere_too) {
    out.document = std::move(machine.definition.document);
    out.diagnostics = std::move(machine.definition.diagnostics);
    return out;
  }
  out.filled = to_json(source::to_value(machine.definition.document.root));
  parse_and_check(out, std::move(machine.definition), type);
  if (machine.other && !is_elsewhere(machine.other->diagnostics)) {
    move_text(machine.other->document, out.document);
    Definition other;
    parse_and_check(other, std::move(*machine.other), type);
    move_text(out.document, other.document);
    add_new(out.diagnostics, std::move(other.diagnostics));
  }
  return out;
}

std::string names_of(const std::vector<source::TemplateMachine>& machines) {
  std::string names;
  for (const source::TemplateMachine& machine : machines) {
    if (!names.empty()) names += ", ";
    names += source::shown(machine.id);
  }
  return names.empty() ? "none" : names;
}

/// What was found in a template around its state machines; that it holds none is no fault.
Definition surroundings(source::Document template_document, source::Diagnostics found, bool holds_machines) {
  Definition out;
  out.is_surroundings = true;
  out.document = std::move(template_document);
  out.diagnostics = std::move(found);
  if (!holds_machines && !source::has_errors(out.diagnostics)) {
    out.diagnostics.push_back({.severity = source::Severity::Info,
                               .rule = "definition-elsewhere",
                               .message = "the template holds no state machine"});
  }
  return out;
}

/// Takes the findings about a template that stand in one of its machines.
source::Diagnostics take_inside(source::Diagnostics& found, source::Span span) {
  const auto inside = std::stable_partition(found.begin(), found.end(), [&](const source::Diagnostic& one) {
    return one.span.begin < span.begin || one.span.end > span.end;
  });
  source::Diagnostics out(std::make_move_iterator(inside), std::make_move_iterator(found.end()));
  found.erase(inside, found.end());
  return out;
}

}  // namespace

void Definition::find_functions(const std::string& file) {
  auto loaded = source::load(file);
  if (!loaded) return;
  const auto holder = as_template(*loaded);
  if (!holder) return;
  functions = source::lambda_resources(holder->document, {});
  template_file = file;
}

namespace {

using TakeDefinition = std::function<bool(Result<Definition>&)>;

/// Whether the names and ARNs of a template's Lambda functions stand in its definitions.
enum class FunctionNames : uint8_t { AsWritten, Filled };

void add_names(const std::vector<source::LambdaResource>& functions, source::Substitutions& names) {
  for (const source::LambdaResource& function : functions) {
    names.emplace_back(function.id + ".Arn", source::arn_of(function));
    names.emplace_back(function.id, function.name);
  }
}

Result<void> each_definition(const DefinitionSource& source, FunctionNames names,
                             const TakeDefinition& take) {
  DefinitionSource from = source;
  const auto [file, id] = split_id(from.path);
  PAWL_TRY(source::LoadResult loaded, source::load(file));
  std::optional<source::LoadResult> holder = as_template(loaded);
  if (!holder) {
    if (!id.empty()) return fail(fmt::format("'{}' is no template with state machines", source::shown(file)));
    Result<Definition> one = read_file(std::move(loaded), from.substitutions, from.type);
    tell_bare(*one);
    take(one);
    return {};
  }
  std::vector<source::LambdaResource> functions;
  if (names == FunctionNames::Filled) {
    functions = source::lambda_resources(holder->document, from.substitutions);
    add_names(functions, from.substitutions);
  }
  std::vector<source::TemplateMachine> machines =
      source::state_machines(holder->document, from.substitutions);
  if (machines.empty() && id.empty()) {
    Result<Definition> none =
        surroundings(std::move(holder->document), std::move(holder->diagnostics), false);
    take(none);
    return {};
  }
  const auto is_asked = [&id = id](const source::TemplateMachine& one) { return id.empty() || one.id == id; };
  if (std::none_of(machines.begin(), machines.end(), is_asked)) {
    return fail(fmt::format("'{}' has no state machine '{}'; it has: {}", source::shown(file),
                            source::shown(id), names_of(machines)));
  }
  for (source::TemplateMachine& machine : machines) {
    if (!is_asked(machine)) continue;
    source::Diagnostics inside = take_inside(holder->diagnostics, machine.span);
    Result<Definition> one = machine_definition(std::move(machine), holder->document, from, file);
    if (one) {
      one->functions = functions;
      one->template_file = file;
    }
    if (one && one->document.name == holder->document.name) add_new(one->diagnostics, std::move(inside));
    const bool goes_on = take(one);
    if (one && holder->document.text.empty()) move_text(holder->document, one->document);
    if (!goes_on) return {};
  }
  if (id.empty() && !holder->diagnostics.empty()) {
    Result<Definition> around =
        surroundings(std::move(holder->document), std::move(holder->diagnostics), true);
    take(around);
  }
  return {};
}

}  // namespace

Result<void> for_each_definition(const DefinitionSource& from, const TakeDefinition& take) {
  return each_definition(from, FunctionNames::AsWritten, take);
}

Result<Definition> load_definition(const DefinitionSource& from) {
  std::optional<Result<Definition>> first;
  size_t count = 0;
  PAWL_CHECK(each_definition(from, FunctionNames::Filled, [&](Result<Definition>& one) {
    if (one && one->is_surroundings && count > 0) return true;
    if (count++ == 0) first = std::move(one);
    return true;
  }));
  if (count > 1) {
    return fail(fmt::format("'{}' holds {} state machines: name one as {}#LogicalId",
                            source::shown(from.path), count, source::shown(from.path)));
  }
  if (!*first) return std::move(*first);
  const Definition& one = **first;
  if (one.machine == nullptr && !source::has_errors(one.diagnostics))
    return fail(fmt::format("'{}': {}", source::shown(from.path), one.diagnostics.front().message));
  return std::move(*first);
}

Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type) {
  TextBuffer text;
  dump_indented(json, text);
  return read_definition_text(name, text.str(), type);
}

Definition read_definition_text(const std::string& name, std::string_view json, asl::WorkflowType type) {
  Definition out;
  parse_and_check(out, source::read(name, std::string(json), source::Format::Json), type);
  return out;
}

tl::unexpected<ServiceError> invalid(Definition definition, std::string message) {
  ServiceError error(ErrorCode::InvalidDefinition, std::move(message));
  error.findings = std::move(definition.diagnostics);
  std::erase_if(error.findings, [](const auto& one) { return one.severity != source::Severity::Error; });
  error.document = std::make_shared<const source::Document>(std::move(definition.document));
  return tl::unexpected(std::move(error));
}

}  // namespace pawl::workflow
