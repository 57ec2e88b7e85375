// What every ItemReader has: state data, MaxItems, large items, refused settings.
#include "items/reader.h"

#include "items/folder.h"
#include "items/state_data.h"

using namespace pawl;
using testing_support::Buckets;
using testing_support::items_in;
using testing_support::kJsonl;
using testing_support::kObject;
using testing_support::read_items;

TEST_SUITE("items") {
  TEST_CASE("arrays and objects of the state") {
    const auto array = items::items_of(*parse_json(R"([1,"a",null])"));
    CHECK(items_in(*array) == R"(1 "a" null )");
    CHECK(array->source() == "STATE_DATA");
    CHECK_FALSE(array->stamp().has_value());

    const auto object = items::items_of(*parse_json(R"({"a":1,"b":[2]})"));
    items::Item item;
    REQUIRE(*object->next(item));
    CHECK(item.key.as_string() == "a");
    CHECK(to_json(item.value) == R"({"Key":"a","Value":1})");
    CHECK(*object->skip(5) == 1);
    CHECK(items_in(*object) == "");
    CHECK_FALSE(items::has_items(Value::integer(1)));
  }

  TEST_CASE("JSON Lines: blank lines, a byte order mark, carriage returns, a last line without an end") {
    Buckets buckets;
    buckets.put("in/f", "\xEF\xBB\xBF{\"n\":1}\r\n\n  \t\n[2]\n\"three\"");
    CHECK(read_items(buckets, kJsonl, kObject) == R"({"n":1} [2] "three" )");
    CHECK(read_items(buckets, kJsonl, kObject, 2) == R"({"n":1} [2] )");
    CHECK(read_items(buckets, kJsonl, kObject, 0) == R"({"n":1} [2] "three" )");
    CHECK(read_items(buckets, kJsonl, kObject, 100'000'001) == R"({"n":1} [2] "three" )");
    CHECK(read_items(buckets, kJsonl, kObject, -1) ==
          "! States.ItemReaderFailed: field MaxItems must be positive");
  }

  TEST_CASE("a line that is no JSON is named") {
    Buckets buckets;
    buckets.put("in/f", "1\n\n{\"a\" 2}\n");
    CHECK(read_items(buckets, kJsonl, kObject) ==
          "1 ! States.ItemReaderFailed: s3://in/f: line 3, byte 6: expected ':'");
  }

  TEST_CASE("lines across the blocks of a file") {
    Buckets buckets;
    std::string text;
    for (int i = 0; i < 30'000; ++i) {
      text += "{\"n\":" + std::to_string(i) + ",\"pad\":\"" + std::string(static_cast<size_t>(i % 50), 'x') +
              "\"}\n";
    }
    buckets.put("in/f", text);
    const asl::Resource resource = asl::Resource::parse("arn:aws:states:::s3:getObject");
    const auto source =
        items::open_items({resource, *parse_json(kObject), *parse_json(kJsonl), {}}, buckets.store);
    REQUIRE(source.has_value());
    CHECK(*(*source)->skip(29'999) == 29'999);
    items::Item item;
    REQUIRE(*(*source)->next(item));
    CHECK(item.index == 29'999);
    CHECK(item.value.find("n")->as_int64() == 29'999);
    CHECK((*source)->source() == "s3://in/f");
    REQUIRE((*source)->stamp().has_value());
    CHECK((*source)->stamp()->bytes == text.size());
    CHECK((*source)->stamp()->digest.size() == 64);
    CHECK_FALSE(*(*source)->next(item));
  }

  TEST_CASE("an item past 256 KiB is refused, and a line without an end does not fill the memory") {
    Buckets buckets;
    const std::string fits(262'142, 'x');
    buckets.put("in/f", "\"" + fits + "\"\n\"x" + fits + "\"\n");
    const std::string read = read_items(buckets, kJsonl, kObject);
    CHECK(read.substr(262'145) ==
          "! States.ItemReaderFailed: s3://in/f: item 1 has more than 262144 bytes, the most that a child's "
          "input can have");
    buckets.put("in/f", "1\n" + std::string(6 << 20, '7'));
    CHECK(read_items(buckets, kJsonl, kObject) ==
          "1 ! States.ItemReaderFailed: s3://in/f: the line at byte 2 has more than 4194304 bytes");
  }

  TEST_CASE("what is not there, or cannot be read") {
    Buckets buckets;
    buckets.put("in/other", "");
    CHECK(read_items(buckets, kJsonl, kObject) ==
          "! States.ItemReaderFailed: the object s3://in/f does not exist: there is no file " +
              buckets.path("in/f").string());
    CHECK(read_items(buckets, kJsonl, R"({"Bucket":"none","Key":"f"})").find("--bucket-root DIR") !=
          std::string::npos);
    CHECK(
        read_items(buckets, R"({"InputType":"PARQUET"})", R"({"Bucket":"in","Key":"other"})") ==
        "! States.ItemReaderFailed: pawl does not read PARQUET; write the data as JSONL or CSV, which may be "
        "gzip or zstd");
    CHECK(read_items(buckets, kJsonl, R"({"Bucket":"in","Key":7})") ==
          "! States.ItemReaderFailed: the ItemReader's parameters have no Key that is a string");
    CHECK(read_items(buckets, kJsonl, R"({"Bucket":"in","Key":"other"})") == "");
  }
}
