// The forms in which `validate` and `lint` tell their findings: one file each, one table.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::cli {

/// A report in the making. What the calls return is written to standard output at once, in this order.
class Report {
 public:
  virtual ~Report() = default;
  virtual std::string begin() { return {}; }
  /// The findings of one definition, in the order of its text; none if it is clean.
  virtual std::string add(const source::Document& document, const source::Diagnostics& findings) = 0;
  virtual std::string finish() { return {}; }
};

/// `tool` is the command: "pawl validate". Auto is github where GitHub Actions runs it, else text.
std::unique_ptr<Report> make_report(ReportFormat format, std::string_view tool, const Console& console);

// Each in the file of its name.
std::unique_ptr<Report> text_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> json_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> sarif_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> github_report(std::string_view tool, const Console& console);
std::unique_ptr<Report> junit_report(std::string_view tool, const Console& console);

}  // namespace pawl::cli
