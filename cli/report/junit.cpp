// JUnit's XML, which most CI servers read: a file is a suite, a finding a failed case.
#include <fmt/format.h>

#include "cli/report/format.h"
#include "cli/report/report.h"

namespace pawl::cli {
namespace {

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

class JunitReport : public Report {
 public:
  explicit JunitReport(std::string_view tool) : tool_(tool) {}

  std::string begin() override {
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\">\n", xml(tool_));
  }

  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    const std::string name = xml(document.name);
    std::string out = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n", name,
                                  findings.empty() ? 1 : findings.size(), findings.size());
    if (findings.empty())
      out += fmt::format("    <testcase name=\"{}\" classname=\"{}\"/>\n", xml(tool_), name);
    for (const source::Diagnostic& finding : findings) {
      const std::string place = place_text(document, finding.span);
      out += fmt::format(
          "    <testcase name=\"{} {}\" classname=\"{}\">\n      <failure type=\"{}\" "
          "message=\"{}\">{}</failure>\n"
          "    </testcase>\n",
          xml(finding.rule), xml(finding.pointer), name, name_of(finding.severity), xml(finding.message),
          xml(fmt::format("{}: {}{}{}", place, finding.message, finding.hint.empty() ? "" : "; ",
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
