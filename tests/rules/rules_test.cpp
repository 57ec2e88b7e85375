#include "rules/rule.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "support/definition.h"
#include "support/places.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// What the reader and all rules say about a definition, as `pawl lint` asks them.
source::Diagnostics all_findings(const rules::Rule& rule, std::string_view text) {
  const Definition d = define(std::string(text), source::sniff(text));
  source::Diagnostics found = d.diagnostics;
  if (d.machine == nullptr) return found;
  rules::Options options;
  if (rule.id.starts_with("express-")) options.type = asl::WorkflowType::Express;
  if (rule.kind == rules::Rule::Kind::Portability) options.profile = rules::Profile::Aws;
  for (auto& one : rules::check(*d.machine, d.document, options)) found.push_back(std::move(one));
  if (source::has_errors(found)) return found;
  rules::advise(*d.machine, d.document, options, found);
  return found;
}

size_t count(const source::Diagnostics& diagnostics, std::string_view rule) {
  return static_cast<size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                           [rule](const auto& d) { return d.rule == rule; }));
}

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("each rule has an id of its own, a summary and examples") {
    std::set<std::string_view> ids;
    for (const rules::Rule* rule : rules::registry()) {
      CAPTURE(rule->id);
      CHECK(ids.insert(rule->id).second);
      CHECK_FALSE(rule->summary.empty());
      CHECK(rules::find_rule(rule->id) == rule);
      CHECK((rule->kind != rules::Rule::Kind::Validity || rule->severity == source::Severity::Error));
    }
    CHECK(rules::find_rule("no-such-rule") == nullptr);
  }

  TEST_CASE("every rule that is written is in the registry") {
    size_t written = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(testing_support::kSourceDir + std::string("/lib/rules"))) {
      if (entry.path().extension() != ".cpp") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) written += line.starts_with("    {.id = \"") ? 1 : 0;
    }
    CHECK(written == rules::registry().size());
  }

  TEST_CASE("each rule finds something in its bad example, and in its good one does not") {
    for (const rules::Rule* rule : rules::registry()) {
      CAPTURE(rule->id);
      if (rule->bad.empty()) continue;  // it takes a megabyte, or a template
      const source::Diagnostics bad = all_findings(*rule, rule->bad), good = all_findings(*rule, rule->good);
      CHECK_MESSAGE(count(bad, rule->id) > 0, "bad: ", summary(bad));
      for (const source::Diagnostic& found : bad) {
        if (found.rule == rule->id) CHECK(found.severity <= rule->severity);
      }
      CHECK_MESSAGE(count(good, rule->id) == 0, "good: ", summary(good));
      CHECK_MESSAGE(!source::has_errors(good), "good: ", summary(good));
    }
  }

  TEST_CASE("findings of all rules stand in the order of the text") {
    const Definition d = define(R"({"StartAt": "A", "States": {
      "Ghost": {"Type": "Succeed"}, "A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Succeed"}}})");
    CHECK(summary(rules::check(*d.machine, d.document, {})) ==
          "unreachable-state /States/Ghost\nresource-arn /States/A/Resource");
  }
}
