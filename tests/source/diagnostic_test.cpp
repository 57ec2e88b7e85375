#include "source/diagnostic.h"

#include <doctest/doctest.h>

using namespace pawl::source;

TEST_SUITE("source") {
  TEST_CASE("aws_message shows code, message and place") {
    Diagnostic diagnostic{
        .rule = "required-field", .code = "SCHEMA_VALIDATION_FAILED", .message = "no", .aws_path = "/"};
    CHECK(aws_message(diagnostic) == "SCHEMA_VALIDATION_FAILED: no at /");
    diagnostic.aws_path.clear();
    CHECK(aws_message(diagnostic) == "SCHEMA_VALIDATION_FAILED: no");
    diagnostic.code.clear();
    CHECK(aws_message(diagnostic) == "required-field: no");
  }

  TEST_CASE("shown escapes control characters and cuts long text between characters") {
    CHECK(shown("a\tb\x7f") == "a\\u0009b\\u007f");
    CHECK(shown("\xc2\x9f") == "\\u009f");
    CHECK(shown("na\xc3\xafve") == "na\xc3\xafve");
    const std::string cut = shown(std::string(299, 'x') + "\xc3\xa9\xc3\xa9\xc3\xa9");
    CHECK(cut == std::string(299, 'x') + "\xc3\xa9…");
  }

  TEST_CASE("warnings are no errors") {
    CHECK_FALSE(has_errors({{.severity = Severity::Warning}, {.severity = Severity::Info}}));
    CHECK(has_errors({{.severity = Severity::Warning}, {}}));
  }
}
