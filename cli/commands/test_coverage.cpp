#include "cli/commands/test_coverage.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "value/dump.h"
#include "workflow/workflow.h"

namespace pawl::cli {

namespace {

Result<void> write(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return {};
  return fail(fmt::format("cannot write '{}'", printable(path)));
}

/// "flows-order.asl.json.html"
std::string page_name(const std::string& definition) {
  std::string name;
  for (const char c : std::filesystem::path(definition).lexically_normal().relative_path().string())
    name += c == '/' || c == '#' ? '-' : c;
  return name + ".html";
}

/// A page for each definition.
Result<void> write_pages(const std::string& folder, const std::vector<testing::DefinitionCoverage>& all) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const testing::DefinitionCoverage& one : all) {
    const auto definition = workflow::load_runnable(one.source);
    if (!definition) return fail(definition.error().message);
    PAWL_CHECK(
        write((std::filesystem::path(folder) / page_name(one.source.path)).string(),
              coverage::html_report(*definition->machine, definition->document, one.points, one.counts)));
  }
  return {};
}

}  // namespace

void add_coverage_options(OptionList& list, CoverageOptions& options) {
  list.flag("--coverage", options.show, "Shows what was reached, and by line what was not");
  list.value("--min-coverage", "LIST", options.minimum,
             "Fails below these: states=100,transitions=80 (rules, retries)");
  list.value("--coverage-html", "DIR", options.html, "Writes a page with the graph of each definition")
      .completed(Offer::Files);
  list.value("--coverage-json", "FILE", options.json, "Writes the coverage as JSON").completed(Offer::Files);
  list.value("--coverage-lcov", "FILE", options.lcov, "Writes it for genhtml and other viewers of LCOV")
      .completed(Offer::Files);
}

Result<coverage::MinimumCoverage> read_minimum(const CoverageOptions& options) {
  if (!options.minimum) return coverage::MinimumCoverage();
  auto minimum = coverage::MinimumCoverage::parse(*options.minimum);
  if (!minimum) return fail("--min-coverage: " + minimum.error().message);
  return minimum;
}

coverage::CoverageNumbers numbers_of(const std::vector<testing::DefinitionCoverage>& all) {
  coverage::CoverageNumbers sum;
  for (const testing::DefinitionCoverage& one : all) sum += coverage::CoverageNumbers(one.points, one.counts);
  return sum;
}

Result<void> write_coverage(const CoverageOptions& options,
                            const std::vector<testing::DefinitionCoverage>& all, bool in_text,
                            Console& console) {
  if (in_text && options.show) {
    for (const testing::DefinitionCoverage& one : all)
      PAWL_CHECK(console.out(coverage::text_report(one.points, one.counts)));
  } else if (in_text && !all.empty()) {
    PAWL_CHECK(console.out("coverage: " + numbers_of(all).text() + "\n"));
  }
  if (options.html) PAWL_CHECK(write_pages(*options.html, all));
  if (options.json) {
    ArrayBuilder reports;
    for (const testing::DefinitionCoverage& one : all)
      reports.push(coverage::json_report(one.points, one.counts));
    PAWL_CHECK(write(*options.json, to_json(reports.finish()) + "\n"));
  }
  if (options.lcov) {
    std::string text;
    for (const testing::DefinitionCoverage& one : all) text += coverage::lcov_report(one.points, one.counts);
    PAWL_CHECK(write(*options.lcov, text));
  }
  return {};
}

}  // namespace pawl::cli
