// JSON files as ItemReaders read them, element by element.
#include "items/folder.h"

using namespace pawl;
using testing_support::Buckets;

namespace {

std::string read_json(std::string_view json, std::string_view pointer = "none") {
  Buckets buckets;
  buckets.put("in/f", json);
  const std::string config = pointer == "none"
                                 ? R"({"InputType":"JSON"})"
                                 : R"({"InputType":"JSON","ItemsPointer":")" + std::string(pointer) + "\"}";
  return testing_support::read_items(buckets, config, R"({"Bucket":"in","Key":"f"})");
}

std::string failed(std::string_view cause) { return "! States.ItemReaderFailed: " + std::string(cause); }

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("JSON: the elements of an array") {
    CHECK(read_json(R"( [ {"a": [1, "]"]} ,2.50, "x\",\"y", null ] )") ==
          R"({"a":[1,"]"]} 2.5 "x\",\"y" null )");
    CHECK(read_json("[]") == "");
    CHECK(read_json("\xEF\xBB\xBF[1]\n") == "1 ");
  }

  TEST_CASE("JSON: ItemsPointer leads to an array or an object") {
    const std::string file = R"({"skip":[{"x":"}]"}],"a/b":{"c~d":[[],[1,2]]},"o":{"k":1,"l":{}},"s":"x"})";
    CHECK(read_json(file, "/a~1b/c~0d/1") == "1 2 ");
    CHECK(read_json(file, "/o") == R"({"Key":"k","Value":1} {"Key":"l","Value":{}} )");
    CHECK(read_json(R"({"k":1})", "") == R"({"Key":"k","Value":1} )");
    CHECK(read_json("[1]", "") == "1 ");
    CHECK(read_json(file, "/none") ==
          failed("s3://in/f: ItemsPointer \"/none\" leads to nothing in the file"));
    CHECK(read_json(file, "/s/0") == failed("s3://in/f: ItemsPointer \"/s/0\" leads to nothing in the file"));
    CHECK(read_json(file, "/a~1b/c~0d/x") ==
          failed("s3://in/f: ItemsPointer \"/a~1b/c~0d/x\" leads to nothing in the file"));
    CHECK(read_json(file, "/s") ==
          failed("s3://in/f: ItemsPointer \"/s\" leads to a value that is neither an array nor an object"));
    CHECK(read_json(file, "o") ==
          failed("s3://in/f: ItemsPointer \"o\" is no JSON pointer: it begins with \"/\""));
  }

  TEST_CASE("JSON: a whole file that is no array") {
    CHECK(read_json(R"({"Hello": "world"})") == failed("Attempting to map over non-iterable node."));
    CHECK(read_json("7") == failed("Attempting to map over non-iterable node."));
    CHECK(read_json("") == failed("Attempting to map over non-iterable node."));
  }

  TEST_CASE("JSON: faults after good elements") {
    const auto after_one = [](std::string_view cause) {
      return "1 ! States.ItemReaderFailed: s3://in/f: " + std::string(cause);
    };
    CHECK(read_json("[1") ==
          failed("s3://in/f: byte 3: the text ends inside of a value; the file was cut off"));
    CHECK(read_json("[1,") == after_one("byte 4: the text ends inside of a value; the file was cut off"));
    CHECK(read_json("[1,]") == after_one("byte 4: a value is missing after the comma"));
    CHECK(read_json("[1 2]") == after_one("byte 4: expected ',' or ']'"));
    CHECK(read_json("[1,{\"a\":}]") == after_one("byte 9: expected a JSON value"));
    CHECK(read_json("[1]]") == after_one("byte 4: unexpected text after the end of the JSON value"));
    CHECK(read_json("[1,}") == after_one("byte 4: expected a JSON value"));
    CHECK(read_json(R"({"a":1,b:2})", "") ==
          "{\"Key\":\"a\",\"Value\":1} " +
              failed("s3://in/f: byte 8: expected a member name in double quotes"));
  }

  TEST_CASE("JSON: a long array is not held in memory, a long element is refused") {
    std::string json = "[";
    for (int i = 0; i < 200'000; ++i) json += "{\"n\": " + std::to_string(i) + "},\n";
    json += "0]";
    const std::string items = read_json(json);
    CHECK(items.ends_with("{\"n\":199999} 0 "));
    CHECK(std::count(items.begin(), items.end(), ' ') == 200'001);
    CHECK(read_json("[" + std::string(6 << 20, '[')) ==
          failed("s3://in/f: the element at byte 1 has more than 4194304 bytes"));
  }
}
