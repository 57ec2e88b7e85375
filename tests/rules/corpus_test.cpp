// A corpus of definitions with AWS's verdict, where there is one at hand.

#include <doctest/doctest.h>

#include <filesystem>

#include "asl/parse.h"
#include "rules/rule.h"
#include "support/json.h"
#include "support/places.h"
#include "support/process.h"

using namespace pawl;
using testing_support::Json;

namespace {

namespace fs = std::filesystem;

bool is_valid(const fs::path& file, asl::WorkflowType type, std::string& why) {
  auto loaded = source::load(file.string());
  REQUIRE(loaded);
  source::Diagnostics diagnostics = loaded->diagnostics;
  if (!source::has_errors(diagnostics)) {
    asl::ParseResult parsed = asl::parse(loaded->document);
    diagnostics = std::move(parsed.diagnostics);
    if (parsed.machine != nullptr && !source::has_errors(diagnostics)) {
      diagnostics = rules::check(*parsed.machine, loaded->document, {.type = type});
    }
  }
  for (const source::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == source::Severity::Error) why = source::aws_message(diagnostic);
  }
  return !source::has_errors(diagnostics);
}

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("definitions that AWS has accepted are accepted, those it refused are refused") {
    const fs::path folder = fs::path(testing_support::kSharedDir) / "conformance" / "lint";
    if (!fs::exists(folder / "cases.json")) {
      MESSAGE("skipped: no corpus of definitions at ", folder.string());
      return;
    }
    size_t judged = 0;
    const Json cases = Json::parse(testing_support::read_text(folder / "cases.json"));
    for (const Value& value : cases.value().items()) {
      const Json test(value);
      const std::string truth = test["truth"].text();
      const std::string category = test["category"].text();
      if ((truth != "aws" && truth != "aws-sample") || category.starts_with("jsonata-")) continue;
      const auto type = test.has("type") ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
      std::string why;
      const std::string path = test["file"].text();
      CHECK_MESSAGE(is_valid(folder / path, type, why) == (test["valid"] == "true"), path << " " << why);
      ++judged;
    }
    CHECK(judged > 100);
  }
}
