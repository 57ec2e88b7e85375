// JUnit's XML, which most CI servers read: a file is a suite, a finding a failed case.
#include <fmt/format.h>

#include "cli/report/escapes.h"
#include "cli/report/format.h"
#include "cli/report/report.h"

namespace pawl::cli {
namespace {

class JunitReport : public Report {
 public:
  explicit JunitReport(std::string_view tool) : tool_(tool) {}

  std::string begin() override {
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\">\n",
                       xml_text(tool_));
  }

  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    const std::string name = xml_text(document.name);
    std::string out = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", name,
                                  findings.empty() ? 1 : findings.size(), findings.size());
    if (findings.empty())
      out += fmt::format("    <testcase name=\"{}\" classname=\"{}\"/>\n", xml_text(tool_), name);
    for (const source::Diagnostic& finding : findings) {
      const std::string place = place_text(document, finding.span);
      out += fmt::format(
          "    <testcase name=\"{} {}\" classname=\"{}\">\n      <failure type=\"{}\" "
          "message=\"{}\">{}</failure>\n"
          "    </testcase>\n",
          xml_text(finding.rule), xml_text(finding.pointer), name, name_of(finding.severity),
          xml_text(finding.message),
          xml_text(fmt::format("{}: {}{}{}", place, finding.message, finding.hint.empty() ? "" : "; ",
                               finding.hint)));
    }
    return out + "  </testsuite>\n";
  }

  std::string finish() override { return "</testsuites>\n"; }

 private:
  std::string tool_;
};

}  // namespace

std::unique_ptr<Report> junit_report(std::string_view tool, const Console&) {
  return std::make_unique<JunitReport>(tool);
}

}  // namespace pawl::cli
