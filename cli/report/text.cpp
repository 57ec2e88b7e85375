#include "cli/report/format.h"
#include "cli/report/report.h"

namespace pawl::cli {
namespace {

class TextReport : public Report {
 public:
  explicit TextReport(const Console& console) : console_(console) {}

  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    std::string out;
    for (const source::Diagnostic& finding : findings)
      out += finding_text(finding, document, console_, Stream::Out);
    return out;
  }

 private:
  const Console& console_;
};

}  // namespace

std::unique_ptr<Report> text_report(std::string_view, const Console& console) {
  return std::make_unique<TextReport>(console);
}

}  // namespace pawl::cli
