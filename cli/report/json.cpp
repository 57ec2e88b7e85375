#include "cli/report/format.h"
#include "cli/report/report.h"
#include "value/dump.h"

namespace pawl::cli {
namespace {

/// {"diagnostics": […]}, one line; indented on a terminal.
class JsonReport : public Report {
 public:
  explicit JsonReport(const Console& console) : indented_(console.out_is_terminal()) {}

  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    for (const source::Diagnostic& finding : findings) findings_.push(finding_json(finding, document));
    return {};
  }

  std::string finish() override {
    const Value report = Value::object({{"diagnostics", findings_.finish()}});
    TextBuffer text;
    if (indented_) dump_indented(report, text);
    else dump(report, text);
    text.append('\n');
    return text.str();
  }

 private:
  bool indented_;
  ArrayBuilder findings_;
};

}  // namespace

std::unique_ptr<Report> json_report(std::string_view, const Console& console) {
  return std::make_unique<JsonReport>(console);
}

}  // namespace pawl::cli
