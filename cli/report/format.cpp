#include "cli/report/format.h"

#include <cstdlib>

namespace pawl::cli {

std::unique_ptr<Report> make_report(ReportFormat format, std::string_view tool, const Console& console) {
  const char* actions = std::getenv("GITHUB_ACTIONS");
  if (format == ReportFormat::Auto) {
    format =
        actions != nullptr && std::string_view(actions) == "true" ? ReportFormat::Github : ReportFormat::Text;
  }
  switch (format) {
    case ReportFormat::Json: return json_report(tool, console);
    case ReportFormat::Sarif: return sarif_report(tool, console);
    case ReportFormat::Github: return github_report(tool, console);
    case ReportFormat::Junit: return junit_report(tool, console);
    case ReportFormat::Auto:
    case ReportFormat::Text: break;
  }
  return text_report(tool, console);
}

}  // namespace pawl::cli
