#include "items/batcher.h"

#include "items/folder.h"
#include "items/item.h"

using namespace pawl;

namespace {

/// The batches of a JSON array's elements.
std::string batches(items::BatchLimits limits, std::string_view json) {
  const Value array = *parse_json(json);
  items::Batcher batcher(std::move(limits));
  std::string text;
  for (const Value& item : array.items()) {
    auto added = batcher.add(item);
    if (added && !*added) {
      text += to_json(batcher.take()) + "\n";
      added = batcher.add(item);
    }
    if (!added) return text + "! " + *added.error().error + ": " + *added.error().cause;
  }
  return batcher.size() > 0 ? text + to_json(batcher.take()) + "\n" : text;
}

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("batches by their number of items; the last one may be shorter") {
    CHECK(batches({2, {}, Value::absent()}, "[1,2,3]") == "{\"Items\":[1,2]}\n{\"Items\":[3]}\n");
    CHECK(batches({2, {}, *parse_json(R"({"x":1})")}, "[1]") == "{\"BatchInput\":{\"x\":1},\"Items\":[1]}\n");
    CHECK(batches({2, {}, Value::absent()}, "[]") == "");
  }

  TEST_CASE("batches by the bytes of the child's whole input") {
    // {"Items":["a","b"]} has 19 bytes.
    CHECK(batches({{}, 19, Value::absent()}, R"(["a","b","c"])") ==
          "{\"Items\":[\"a\",\"b\"]}\n{\"Items\":[\"c\"]}\n");
    CHECK(batches({{}, 18, Value::absent()}, R"(["a","b"])") == "{\"Items\":[\"a\"]}\n{\"Items\":[\"b\"]}\n");
    CHECK(batches({1, 19, Value::absent()}, R"(["a","b"])") == "{\"Items\":[\"a\"]}\n{\"Items\":[\"b\"]}\n");
    CHECK(batches({{}, 19, Value::absent()}, R"(["a","long text"])") ==
          "{\"Items\":[\"a\"]}\n! States.ItemReaderFailed: an item with 11 bytes does not fit into a batch, "
          "which "
          "may have 19 bytes with its BatchInput");
    // {"BatchInput":"in","Items":["a"]} has 33 bytes.
    CHECK(batches({{}, 33, Value::string("in")}, R"(["a","b"])") ==
          "{\"BatchInput\":\"in\",\"Items\":[\"a\"]}\n{\"BatchInput\":\"in\",\"Items\":[\"b\"]}\n");
  }

  TEST_CASE("a batch never has more than a child's input can have") {
    items::Batcher batcher({1'000'000, {}, Value::absent()});
    const Value item = Value::string(std::string(1000, 'x'));
    uint64_t count = 0;
    while (*batcher.add(item)) ++count;
    CHECK(count == 261);
    CHECK_FALSE(batcher.take().text_exceeds(items::kMaxItemBytes));
    CHECK(batcher.size() == 0);
  }
}
