// GitHub Actions' workflow commands: annotations beside the lines of a pull request.
#include <fmt/format.h>

#include "cli/report/escapes.h"
#include "cli/report/format.h"
#include "cli/report/report.h"

namespace pawl::cli {
namespace {

class GithubReport : public Report {
 public:
  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    std::string out;
    for (const source::Diagnostic& finding : findings) {
      const source::Location location = document.locate(finding.span);
      const std::string_view level =
          finding.severity == source::Severity::Info ? "notice" : name_of(finding.severity);
      std::string message = printable(finding.message);
      if (!finding.hint.empty()) message += " (" + printable(finding.hint) + ")";
      out += fmt::format("::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n", level,
                         github_text(printable(document.name), GithubPart::Property), location.line,
                         location.column, location.end_line, location.end_column,
                         github_text("pawl " + printable(finding.rule), GithubPart::Property),
                         github_text(message, GithubPart::Message));
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<Report> github_report(std::string_view, const Console&) {
  return std::make_unique<GithubReport>();
}

}  // namespace pawl::cli
