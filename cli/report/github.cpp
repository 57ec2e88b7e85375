// GitHub Actions' workflow commands: annotations beside the lines of a pull request.
#include <fmt/format.h>

#include "cli/report/format.h"
#include "cli/report/report.h"

namespace pawl::cli {
namespace {

/// In messages `%`, and line ends; in properties `:` and `,` too.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':': out += is_property ? "%3A" : ":"; break;
      case ',': out += is_property ? "%2C" : ","; break;
      default: out += c;
    }
  }
  return out;
}

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
                         escaped(printable(document.name), true), location.line, location.column,
                         location.end_line, location.end_column,
                         escaped("pawl " + printable(finding.rule), true), escaped(message, false));
    }
    return out;
  }
};

}  // namespace

std::unique_ptr<Report> github_report(std::string_view, const Console&) {
  return std::make_unique<GithubReport>();
}

}  // namespace pawl::cli
