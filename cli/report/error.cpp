#include "cli/report/error.h"

#include <fmt/format.h>

#include "cli/report/report.h"

namespace pawl::cli {

namespace {

/// `place: error: message`, without the source: the place is a name that says all there is to see.
std::string brief_text(const source::Diagnostic& finding, const source::Document& document,
                       const Console& console) {
  std::string text =
      fmt::format("{} {} {}\n", console.paint(Color::Bold, place_text(document, finding.span) + ":"),
                  console.paint(Color::Red, "error:"), finding.message);
  if (!finding.hint.empty())
    text += fmt::format("  {} {}\n", console.paint(Color::Cyan, "hint:"), printable(finding.hint));
  return text;
}

}  // namespace

ExitCode exit_code_of(workflow::ErrorCode code) {
  switch (code) {
    case workflow::ErrorCode::InvalidDefinition:
    case workflow::ErrorCode::Unsupported: return kExitInvalid;
    case workflow::ErrorCode::UnboundTask: return kExitUnbound;
    default: return kExitCannot;
  }
}

int report(const workflow::ServiceError& error, Console& console, std::string_view label) {
  std::string text;
  for (const source::Diagnostic& finding : error.findings) {
    text += error.code == workflow::ErrorCode::UnboundTask
                ? brief_text(finding, *error.document, console)
                : finding_text(finding, *error.document, console, Stream::Err);
  }
  text += fmt::format("{} {}{}{}{}\n", console.paint(Color::Red, "pawl: error:"), label, error.place,
                      error.place.empty() ? "" : ": ", error.message);
  if (!error.hint.empty()) text += fmt::format("  {} {}\n", console.paint(Color::Cyan, "hint:"), error.hint);
  console.err(text);
  return exit_code_of(error.code);
}

}  // namespace pawl::cli
