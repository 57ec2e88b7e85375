#include "cli/report/format.h"

#include <algorithm>
#include <cstdlib>

namespace pawl::cli {

// Each in the file of its name.
std::unique_ptr<Report> text_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> json_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> sarif_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> github_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> junit_report(std::string_view tool, const Console& console);

std::span<const ReportFormat> report_formats() {
  static constexpr ReportFormat kAll[] = {{"text", text_report},
                                          {"json", json_report},
                                          {"sarif", sarif_report},
                                          {"github", github_report},
                                          {"junit", junit_report}};
  return kAll;
}

const ReportFormat* find_report_format(std::string_view name) {
  const auto found = std::ranges::find(report_formats(), name, &ReportFormat::name);
  return found != report_formats().end() ? &*found : nullptr;
}

const ReportFormat& default_report_format() {
  const char* actions = std::getenv("GITHUB_ACTIONS");
  const bool in_actions = actions != nullptr && std::string_view(actions) == "true";
  return *find_report_format(in_actions ? "github" : "text");
}

}  // namespace pawl::cli
