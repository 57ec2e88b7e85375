// Paths that AWS understands in another way than they look.
#include "jsonpath/pitfalls.h"
#include "rules/check.h"
#include "rules/rules.h"
#include "rules/uses.h"

namespace pawl::rules {
namespace {

void check_dialect(Check& check) {
  for (const Use& use : check.facts().uses().all()) {
    if (use.path == nullptr) continue;
    for (jsonpath::Pitfall& pitfall : jsonpath::pitfalls(*use.path)) {
      const std::string message = source::shown(pitfall.message);
      source::Diagnostic& found = use.span.end != 0 ? check.report(*use.state, use.field, use.span, message)
                                                    : check.report(*use.state, use.field, message);
      found.hint = std::move(pitfall.hint);
    }
  }
}

}  // namespace

const Rule kJsonpathDialect{
    .id = "jsonpath-dialect",
    .kind = Rule::Kind::Advice,
    .severity = source::Severity::Warning,
    .summary = "a path means in AWS's JSONPath what it seems to mean",
    .help =
        "AWS runs an old dialect, that of Jayway JsonPath 2.0.0. What other dialects have it mostly takes, "
        "and "
        "understands as something else. $.list.length() asks for a member of the name 'length()': "
        "States.ArrayLength counts. Filters know == != < <= > >= =~ && || and !@.a, and no in, contains, "
        "size "
        "or ===: States.ArrayContains tests, and JSONata filters by anything. Texts in filters stand bare or "
        "in "
        "single quotes; double quotes belong to the text. Parentheses do not group. A regular expression "
        "must "
        "match the whole text, and i is its only flag. [-1] is out of bounds: the last element is "
        "[(@.length-1)], or an array of it [-1:].",
    .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": "$.list.length()"}, End: true}
)yaml",
    .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": "States.ArrayLength($.list)"}, End: true}
)yaml",
    .check = check_dialect};

}  // namespace pawl::rules
