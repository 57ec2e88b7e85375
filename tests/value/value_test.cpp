#include "value/value.h"

#include <doctest/doctest.h>

#include <string>

#include "value/compare.h"
#include "value/dump.h"
#include "value/java_text.h"
#include "value/parse.h"

using namespace pawl;

namespace {

Value nested_arrays(size_t levels) {
  Value value = Value::integer(1);
  for (size_t i = 0; i < levels; ++i) value = Value::array({value});
  return value;
}

/// 2^levels leaves in `levels` nodes.
Value shared_twice(size_t levels, Value leaf = Value::integer(1)) {
  for (size_t i = 0; i < levels; ++i) leaf = Value::object({{"a", leaf}, {"b", leaf}});
  return leaf;
}

std::string java_text(const Value& value, uint64_t limit = 1000) {
  std::string text;
  append_java_text(value, limit, text);
  return text;
}

}  // namespace

TEST_SUITE("value") {
  TEST_CASE("types") {
    CHECK(Value().is_null());
    CHECK(Value::boolean(true).as_boolean());
    CHECK(Value::integer(-3).as_int64() == -3);
    CHECK(Value::integer(7).as_double() == 7.0);
    CHECK(Value::real(1.5).is_double());
    CHECK(Value::string("").is_string());
    CHECK(Value::empty_array().is_array());
    CHECK(Value::empty_object().is_object());
    CHECK(Value::big_integer("12345678901234567890").type() == Value::Type::Integer);
    CHECK(Value::integer(1).size() == 0);
    CHECK(Value::string("a").items().empty());
    CHECK(Value::string("a").find("a") == nullptr);
  }

  TEST_CASE("strings of every length around the inline limit") {
    for (size_t n = 0; n < 40; ++n) {
      const std::string text(n, 'x');
      const Value value = Value::string(text);
      CHECK(value.as_string() == text);
      CHECK(same_text(value, Value::string(text)));
      CHECK((value.identity() == nullptr) == (n <= 14));
    }
    CHECK(Value::string(std::string_view("a\0b", 3)).as_string() == std::string_view("a\0b", 3));
  }

  TEST_CASE("objects find their members, with and without an index") {
    for (const size_t count : {1u, 15u, 16u, 17u, 18u, 40u, 1000u}) {
      ObjectBuilder builder;
      for (size_t i = 0; i < count; ++i)
        builder.append("key " + std::to_string(i), Value::integer(static_cast<int64_t>(i)));
      const Value object = builder.finish();
      CHECK(object.size() == count);
      for (size_t i = 0; i < count; ++i) {
        const Value* found = object.find("key " + std::to_string(i));
        REQUIRE(found != nullptr);
        CHECK(found->as_int64() == static_cast<int64_t>(i));
      }
      CHECK(object.find("key") == nullptr);
      CHECK(object.find("a key longer than fourteen bytes") == nullptr);
      CHECK(object.members().front().key.as_string() == "key 0");
    }
  }

  TEST_CASE("with_member leaves the original alone") {
    const Value base = *parse_json(R"({"a":1,"b":2})");
    const Value changed = base.with_member(Value::string("a"), Value::integer(9));
    const Value added = base.with_member(Value::string("c"), Value());
    CHECK(to_json(base) == R"({"a":1,"b":2})");
    CHECK(to_json(changed) == R"({"a":9,"b":2})");
    CHECK(to_json(added) == R"({"a":1,"b":2,"c":null})");
    CHECK(to_json(Value::integer(3).with_member(Value::string("x"), Value::integer(1))) == R"({"x":1})");
  }

  TEST_CASE("builders: empty, growing, abandoned") {
    CHECK(to_json(ArrayBuilder().finish()) == "[]");
    CHECK(to_json(ObjectBuilder().finish()) == "{}");
    ArrayBuilder array;
    for (int i = 0; i < 1000; ++i)
      array.push(Value::string("some text that needs a node " + std::to_string(i)));
    CHECK(array.size() == 1000);
    const Value value = array.finish();
    CHECK(value.items()[999].as_string() == "some text that needs a node 999");
    {
      ArrayBuilder abandoned(3);
      abandoned.push(value);
      ObjectBuilder also(2);
      also.set("a", value);
    }
    ObjectBuilder copy(*parse_json(R"({"a":1,"b":2})"), 1);
    copy.set("b", Value::string("x"));
    copy.set("c", Value());
    CHECK(copy.find(Value::string("b"))->as_string() == "x");
    CHECK(to_json(copy.finish()) == R"({"a":1,"b":"x","c":null})");
  }

  TEST_CASE("copies share, assignment to itself is harmless") {
    Value a = *parse_json("[1,[2,3]]");
    const Value b = a;
    CHECK(a.is_same(b));
    a = *&a;
    CHECK(to_json(a) == "[1,[2,3]]");
    Value moved = std::move(a);
    CHECK(moved.is_same(b));
    moved = Value::integer(1);
    CHECK(to_json(b) == "[1,[2,3]]");
  }

  TEST_CASE("200,000 levels are built, printed, compared and destroyed") {
    constexpr size_t kLevels = 200'000;
    const Value deep = nested_arrays(kLevels);
    CHECK(deep.depth() == 65'535);
    const std::string text = to_json(deep);
    CHECK(text.size() == 2 * kLevels + 1);
    CHECK(deep.text_bytes_bound() == text.size());
    CHECK(deep_equal(deep, nested_arrays(kLevels)));
    CHECK_FALSE(deep_equal(deep, nested_arrays(kLevels - 1)));
    TextBuffer indented;
    dump_indented(nested_arrays(2000), indented);
    CHECK(indented.size() > 2000 * 2000);
    CHECK(java_text(deep, 1'000'000).size() == text.size());
  }

  TEST_CASE("sharing hides 2^60 nodes and costs nothing") {
    const Value big = shared_twice(60);
    CHECK(big.text_exceeds(262'144));
    CHECK(big.text_bytes_bound() >= (uint64_t{1} << 60));
    CHECK(shared_twice(100).text_bytes_bound() >= (uint64_t{1} << 62));
    // Doubles make the bound inexact, so the text has to be counted, up to the limit.
    CHECK(shared_twice(60, Value::real(0.5)).text_exceeds(262'144));
    CHECK(deep_equal(big, shared_twice(60)));
    CHECK_FALSE(deep_equal(big, shared_twice(60, Value::integer(2))));
    CHECK(java_text(big).size() < 1100);
  }

  TEST_CASE("text_exceeds is exact, doubles included") {
    for (const char* text :
         {"null", "[]", "{}", "[1,2.5,\"a\\nb\"]", R"({"k":1.0E10,"long key, long key":[true,false,null]})",
          R"(["\u0001\"\\"])", "[0.1,0.1,0.1]", "12345678901234567890"}) {
      const Value value = *parse_json(text);
      const size_t size = to_json(value).size();
      CAPTURE(text);
      CHECK_FALSE(value.text_exceeds(size));
      CHECK(value.text_exceeds(size - 1));
      CHECK(value.text_bytes_bound() >= size);
    }
  }

  TEST_CASE("printing") {
    const Value value = *parse_json(R"({"a":[1,{"b":"q\"\\"}],"c":{},"d":[]})");
    CHECK(to_json(value) == R"({"a":[1,{"b":"q\"\\"}],"c":{},"d":[]})");
    TextBuffer escaped, indented;
    dump_escaped(value, escaped);
    CHECK(escaped.view() == R"({\"a\":[1,{\"b\":\"q\\\"\\\\\"}],\"c\":{},\"d\":[]})");
    dump_indented(value, indented);
    CHECK(indented.view() ==
          "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"q\\\"\\\\\"\n    }\n  ],\n  \"c\": {},\n  \"d\": "
          "[]\n}");
    CHECK(json_quoted("a\n\"") == R"("a\n\"")");
    // What is escaped once more inside a string reads back as the plain text.
    const Value odd = *parse_json(R"(["\u0001\t\u007f\ud800é"])");
    TextBuffer inside;
    inside.append('"');
    dump_escaped(odd, inside);
    inside.append('"');
    CHECK(parse_json(inside.view())->as_string() == to_json(odd));
  }

  TEST_CASE("equality") {
    const auto equal = [](const char* a, const char* b) {
      return deep_equal(*parse_json(a), *parse_json(b));
    };
    CHECK(equal("1", "1.0"));
    CHECK(equal("0.0", "-0.0"));
    CHECK_FALSE(equal("9007199254740993", "9007199254740992.0"));
    CHECK(equal("9223372036854775808", "9223372036854775808"));
    CHECK_FALSE(equal("9223372036854775808", "9223372036854775809"));
    CHECK(equal(R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1})"));
    CHECK_FALSE(equal(R"({"a":1})", R"({"b":1})"));
    CHECK_FALSE(equal("[1,2]", "[2,1]"));
    CHECK_FALSE(equal("[]", "{}"));
    CHECK_FALSE(equal("null", "false"));
    CHECK_FALSE(equal("\"1\"", "1"));
  }

  TEST_CASE("order of numbers and of texts") {
    const auto order = [](const char* a, const char* b) {
      return compare_numbers(*parse_json(a), *parse_json(b));
    };
    CHECK(order("1", "2") < 0);
    CHECK(order("9007199254740993", "9007199254740992.0") > 0);
    CHECK(order("-9223372036854775808", "-1e300") > 0);
    CHECK(order("9223372036854775807", "9223372036854775808.0") < 0);
    CHECK(order("-99999999999999999999", "-99999999999999999998") < 0);
    CHECK(order("99999999999999999999", "1") > 0);
    CHECK(compare_utf16("a", "b") < 0);
    CHECK(compare_utf16("a", "ab") < 0);
    CHECK(compare_utf16("\xF0\x9D\x84\x9E", "\xEF\xBD\x9E") < 0);
  }

  TEST_CASE("Java's text") {
    CHECK(java_text(*parse_json(R"({"Arg1":1,"Arg2":[],"s":"x y"})")) == "{Arg1=1, Arg2=[], s=x y}");
    CHECK(java_text(*parse_json(R"([1,"a",[true,null],2.0,{}])")) == "[1, a, [true, null], 2.0, {}]");
    CHECK(java_text(*parse_json("[1e400,-1e400]")) == "[Infinity, -Infinity]");
    CHECK(java_text(*parse_json("12345678901234567890")) == "12345678901234567890");
    std::string text;
    CHECK_FALSE(append_java_text(*parse_json(R"(["12345","12345"])"), 5, text));
  }
}
