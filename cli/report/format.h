// The forms in which `validate` and `lint` report their findings: one file each, one table.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

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

/// A form of reports.
struct ReportFormat {
  std::string_view name;
  /// `tool` is the command: "pawl validate".
  std::unique_ptr<Report> (*make)(std::string_view tool, const Console& console);
};

/// All of them, in the order of the help.
std::span<const ReportFormat> report_formats();

/// Null: there is none of this name.
const ReportFormat* find_report_format(std::string_view name);

/// github where GitHub Actions runs pawl, else text.
const ReportFormat& default_report_format();

}  // namespace pawl::cli
