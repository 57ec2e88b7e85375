// A corpus of definitions with AWS's verdict, where there is one at hand.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "asl/parse.h"
#include "rules/rule.h"
#include "support/places.h"
#include "value/parse.h"

using namespace pawl;

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
    std::ifstream file(folder / "cases.json");
    if (!file) {
      MESSAGE("skipped: no corpus of definitions at ", folder.string());
      return;
    }
    size_t judged = 0;
    for (const nlohmann::json& test : nlohmann::json::parse(file)) {
      const std::string truth = test.at("truth");
      const std::string category = test.at("category");
      if ((truth != "aws" && truth != "aws-sample") || category.starts_with("jsonata-")) continue;
      const auto type = test.contains("type") ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
      std::string why;
      const std::string path = test.at("file");
      CHECK_MESSAGE(is_valid(folder / path, type, why) == test.at("valid").get<bool>(), path << " " << why);
      ++judged;
    }
    CHECK(judged > 100);
  }
}
