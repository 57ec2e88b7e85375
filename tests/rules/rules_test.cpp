#include "rules/rule.h"

#include <doctest/doctest.h>

#include <set>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

TEST_SUITE("rules") {
  TEST_CASE("each rule has an id of its own, a summary and a check") {
    std::set<std::string_view> ids;
    for (const rules::Rule* rule : rules::registry()) {
      CHECK(ids.insert(rule->id).second);
      CHECK_FALSE(rule->summary.empty());
      CHECK((rule->check != nullptr));
    }
  }

  TEST_CASE("findings of all rules stand in the order of the text") {
    const Definition d = define(R"({"StartAt": "A", "States": {
      "Ghost": {"Type": "Succeed"}, "A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Succeed"}}})");
    CHECK(summary(rules::check(*d.machine, d.document, {})) ==
          "unreachable-state /States/Ghost\nresource-arn /States/A/Resource");
  }
}
