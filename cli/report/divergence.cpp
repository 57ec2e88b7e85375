#include "cli/report/divergence.h"

#include <fmt/format.h>

#include "cli/report/report.h"

namespace pawl::cli {
namespace {

std::string place_of(const replay::Divergence& divergence, const workflow::Definition& definition) {
  return divergence.at == nullptr ? "" : place_text(definition.document, divergence.at->name_span);
}

/// "TaskStateExited of 'Charge'"
std::string event_text(std::string_view type, std::string_view state) {
  return state.empty() ? std::string(type) : fmt::format("{} of '{}'", type, printable(state));
}

}  // namespace

std::string divergence_text(const std::string& label, const replay::Divergence& divergence,
                            const workflow::Definition& definition, const Console& console) {
  const std::string place = place_of(divergence, definition);
  const bool of_event = divergence.field.empty() || divergence.field == "type";
  std::string text =
      fmt::format("{}: {} at event {}, {}", printable(label), console.paint_out(Color::Red, "diverges"),
                  divergence.event, event_text(divergence.expected_type, of_event ? "" : divergence.state));
  if (!place.empty()) text += fmt::format(" ({})", place);
  if (of_event) {
    const std::string actual = divergence.actual_type.empty()
                                   ? "nothing follows from what is recorded before it"
                                   : event_text(divergence.actual_type, divergence.state);
    return text + fmt::format("\n  recorded: {}\n  replayed: {}\n", divergence.expected_type, actual);
  }
  const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : printable(value); };
  return text + fmt::format("\n  {}\n  recorded: {}\n  replayed: {}\n", printable(divergence.field),
                            shown(divergence.expected), shown(divergence.actual));
}

Value divergence_json(const replay::Divergence& divergence, const workflow::Definition& definition) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view name, std::string_view value) {
    out.append(name, value.empty() ? Value() : Value::string(value));
  };
  out.append("event", Value::integer(static_cast<int64_t>(divergence.event)));
  text("type", divergence.expected_type);
  text("actualType", divergence.actual_type);
  text("state", divergence.state);
  text("field", divergence.field);
  text("expected", divergence.expected);
  text("actual", divergence.actual);
  text("file", definition.document.name);
  if (divergence.at != nullptr) {
    const source::Location at = definition.document.locate(divergence.at->name_span);
    out.append("line", Value::integer(static_cast<int64_t>(at.line)));
    out.append("column", Value::integer(static_cast<int64_t>(at.column)));
  }
  return out.finish();
}

}  // namespace pawl::cli
