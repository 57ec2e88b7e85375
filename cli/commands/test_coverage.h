// Coverage of `test`: its options, and the reports they ask for.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments/option_list.h"
#include "cli/terminal/console.h"
#include "coverage/report.h"
#include "testing/test_runs.h"

namespace pawl::cli {

struct CoverageOptions {
  bool show = false;                      // in the text of the report
  std::optional<std::string> minimum;     // see coverage::MinimumCoverage
  std::optional<std::string> html;        // a folder
  std::optional<std::string> json, lcov;  // files
};

void add_coverage_options(OptionList& list, CoverageOptions& options);

/// Errors: what --min-coverage says means nothing.
Result<coverage::MinimumCoverage> read_minimum(const CoverageOptions& options);

coverage::CoverageNumbers numbers_of(const std::vector<testing::DefinitionCoverage>& all);

/// Shows and writes what the options ask for. `in_text`: standard output takes text. Errors: a file cannot be
/// written.
Result<void> write_coverage(const CoverageOptions& options,
                            const std::vector<testing::DefinitionCoverage>& all, bool in_text,
                            Console& console);

}  // namespace pawl::cli
