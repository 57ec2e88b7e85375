#include "value/parse.h"

#include <doctest/doctest.h>

#include <string>

#include "value/compare.h"
#include "value/dump.h"

using namespace pawl;

namespace {

std::string round_trip(std::string_view text) {
  auto value = parse_json(text);
  return value ? to_json(*value) : "error: " + value.error().message;
}

bool refused(std::string_view text) { return !parse_json(text); }

std::string nested(size_t levels, char open, char close) {
  return std::string(levels, open) + std::string(levels, close);
}

}  // namespace

TEST_SUITE("value") {
  TEST_CASE("scalars are read and written back") {
    CHECK(round_trip("null") == "null");
    CHECK(round_trip(" true ") == "true");
    CHECK(round_trip("false\n") == "false");
    CHECK(round_trip("0") == "0");
    CHECK(round_trip("-7") == "-7");
    CHECK(round_trip("-0") == "0");
    CHECK(round_trip("\"\"") == "\"\"");
    CHECK(round_trip("\"short\"") == "\"short\"");
    CHECK(round_trip("\"a string longer than fourteen bytes\"") == "\"a string longer than fourteen bytes\"");
  }

  TEST_CASE("numbers keep their kind and all their digits") {
    CHECK(round_trip("9223372036854775807") == "9223372036854775807");
    CHECK(round_trip("-9223372036854775808") == "-9223372036854775808");
    CHECK(round_trip("9223372036854775808") == "9223372036854775808");
    CHECK(round_trip("123456789012345678901234567890") == "123456789012345678901234567890");
    CHECK(parse_json("9223372036854775808")->is_big_integer());
    CHECK(parse_json("9223372036854775808")->as_double() == 9223372036854775808.0);
    CHECK(round_trip("1.0") == "1.0");
    CHECK(round_trip("1e2") == "100.0");
    CHECK(round_trip("1E7") == "1.0E7");
    CHECK(round_trip("1e-5") == "1.0E-5");
    CHECK(round_trip("0.1") == "0.1");
    CHECK(round_trip("-0.0") == "-0.0");
    CHECK(parse_json("1e400")->is_double());
    CHECK(parse_json("1e-400")->as_double() == 0);
  }

  TEST_CASE("what RFC 8259 does not allow is refused") {
    for (const char* text : {"",
                             " ",
                             "nul",
                             "truex",
                             "01",
                             "1.",
                             ".5",
                             "+1",
                             "-",
                             "1e",
                             "0x10",
                             "NaN",
                             "'a'",
                             "\"a",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\\u12\"",
                             "\"\t\"",
                             "[",
                             "]",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "{",
                             "}",
                             "{1:2}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{\"a\" 1}",
                             "{\"a\":1 \"b\":2}",
                             "[1]]",
                             "[1}",
                             "{\"a\":1]",
                             "1 2",
                             "// no",
                             "\xEF\xBB\xBF"
                             "1"}) {
      CAPTURE(text);
      CHECK(refused(text));
    }
    CHECK(refused(std::string_view("\0", 1)));
    CHECK(refused(std::string_view("1\0", 2)));
  }

  TEST_CASE("bytes that are no UTF-8 are refused") {
    for (const char* text :
         {"\"\x80\"", "\"\xC0\x80\"", "\"\xE0\x80\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
          "\"\xF5\x80\x80\x80\"", "\"\xC3\"", "\"\xE2\x82\"", "\"plain text, long enough \xFF\""}) {
      CHECK(refused(text));
    }
    CHECK(round_trip("\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"") ==
          "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  }

  TEST_CASE("escapes") {
    CHECK(round_trip(R"("\"\\\/\b\f\n\r\t")") == R"("\"\\/\b\f\n\r\t")");
    CHECK(round_trip(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "\"A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    CHECK(round_trip(R"("\u0000\u001f\u007f")") == "\"\\u0000\\u001f\x7F\"");
  }

  TEST_CASE("lone surrogates survive") {
    CHECK(round_trip(R"("\ud800")") == R"("\ud800")");
    CHECK(round_trip(R"("a\udc00b")") == R"("a\udc00b")");
    CHECK(round_trip(R"("\ud800\ud800\udc00")") == "\"\\ud800\xF0\x90\x80\x80\"");
    CHECK(parse_json(R"("\ud800")")->text_bytes_bound() >= 8);
    CHECK_FALSE(parse_json(R"("\ud800")")->text_exceeds(8));
    CHECK(parse_json(R"("\ud800")")->text_exceeds(7));
  }

  TEST_CASE("of equal keys the last value wins at the first one's place") {
    CHECK(round_trip(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
    CHECK(round_trip(R"({"a":1,"\u0061":{"x":[]}})") == R"({"a":{"x":[]}})");
    const auto value = parse_json(R"({"a":"a rather long text that goes","a":1})");
    CHECK(value->text_bytes_bound() == 7);
    CHECK(value->depth() == 1);
  }

  TEST_CASE("many equal keys take no more than their share of time") {
    std::string text = "{";
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 40'000; ++i)
        text += "\"k" + std::to_string(i) + "\":" + std::to_string(round) + ",";
    }
    text.back() = '}';
    const auto value = parse_json(text);
    REQUIRE(value);
    CHECK(value->size() == 40'000);
    CHECK(value->find("k39999")->as_int64() == 1);
  }

  TEST_CASE("nesting is bounded") {
    CHECK(parse_json(nested(kMaxDepth, '[', ']'))->depth() == kMaxDepth);
    CHECK(refused(nested(kMaxDepth + 1, '[', ']')));
    CHECK(refused(std::string(200'000, '[')));
    std::string objects;
    for (size_t i = 0; i < kMaxDepth; ++i) objects += "{\"a\":";
    CHECK(parse_json(objects + "1" + std::string(kMaxDepth, '}')));
    CHECK(refused(objects + "{}" + std::string(kMaxDepth, '}')));
  }

  TEST_CASE("errors say where") {
    CHECK(parse_json("{\n  \"a\" 1}").error().message == "line 2, column 7: expected ':'");
    CHECK(parse_json("[\"\xC3\xA9\", x]").error().message == "line 1, column 7: expected a JSON value");
    CHECK(parse_json("[1, 2").error().message.find("unexpected end of the text") != std::string::npos);
    const LineColumn place = line_column(
        "a\nb\xC3\xA9"
        "c",
        5);
    CHECK(place.line == 2);
    CHECK(place.column == 3);
  }
}
