// gzip and zstd, and manifests that name such files.
#include <zlib.h>

#include "items/folder.h"
#include "support/cli_pawl.h"

using namespace pawl;
using testing_support::Buckets;
using testing_support::kJsonl;
using testing_support::kObject;
using testing_support::read_items;

namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// The most memory that this process has had since the last call, bytes.
uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  const std::string text(std::istreambuf_iterator<char>(status), {});
  const size_t at = text.find("VmHWM:");
  REQUIRE(at != std::string::npos);
  const uint64_t peak = std::stoull(text.substr(at + 6)) << 10;
  std::ofstream("/proc/self/clear_refs") << "5";
  return peak;
}

/// `[1]` and a newline as zstd has it: one raw block.
const std::string kZstd("\x28\xb5\x2f\xfd\x20\x04\x21\x00\x00[1]\n", 13);

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("gzip and zstd are known by their first bytes") {
    Buckets buckets;
    std::string lines;
    for (int i = 0; i < 100'000; ++i) lines += std::to_string(i) + "\n";
    buckets.put("in/f", gzip(lines) + gzip("\"next member\""));
    const std::string items = read_items(buckets, kJsonl, kObject);
    CHECK(items.ends_with(" 99999 \"next member\" "));
    buckets.put("in/f", kZstd + kZstd);
    CHECK(read_items(buckets, kJsonl, kObject) == "[1] [1] ");
  }

  TEST_CASE("a large JSON array, and a large object, are read in little memory" *
            doctest::skip(testing_support::kIsSanitized)) {
    const std::string text(900, 'x');
    for (const bool is_object : {false, true}) {
      Buckets buckets;
      std::string elements;
      for (int i = 0; i < 1'000; ++i)
        elements += std::string(is_object ? ",\n\"k\":" : ",\n") + "{\"n\":" + std::to_string(i) +
                    ",\"t\":\"" + text + "\"}";
      std::string packed = gzip(is_object ? "{\"first\":1" : "[1");
      const std::string member = gzip(elements);
      for (int i = 0; i < 200; ++i) packed += member;  // 180 MB
      buckets.put("in/f", packed + gzip(is_object ? "}" : "]"));
      elements = packed = {};
      const asl::Resource resource = asl::Resource::parse("arn:aws:states:::s3:getObject");
      auto source = items::open_items(
          {resource, *parse_json(kObject), *parse_json(R"({"InputType":"JSON","ItemsPointer":""})"), {}},
          buckets.store);
      REQUIRE(source.has_value());
      (void)peak_memory();
      const uint64_t before = peak_memory();
      items::Item item;
      uint64_t count = 0;
      for (auto more = (*source)->next(item); more && *more; more = (*source)->next(item)) ++count;
      CHECK(count == 200'001);
      CHECK(peak_memory() - before < 16 << 20);
    }
  }

  TEST_CASE("packed files that are damaged or cut off") {
    Buckets buckets;
    std::string packed = gzip("1\n2\n");
    buckets.put("in/f", std::string_view(packed).substr(0, packed.size() - 4));
    CHECK(read_items(buckets, kJsonl, kObject) ==
          "1 2 ! States.ItemReaderFailed: s3://in/f: the gzip data ends too early: the file was cut off");
    packed[packed.size() - 6] ^= 1;
    buckets.put("in/f", packed);
    CHECK(read_items(buckets, kJsonl, kObject).find("the gzip data is damaged: incorrect data check") !=
          std::string::npos);
    buckets.put("in/f", std::string_view(kZstd).substr(0, 11));
    CHECK(read_items(buckets, kJsonl, kObject).find("the zstd data ends too early") != std::string::npos);
    buckets.put("in/f", std::string_view("\x28\xb5\x2f\xfd\x20\x04\x27\x00\x00[1]\n", 13));
    CHECK(read_items(buckets, kJsonl, kObject).find("the zstd data is damaged: ") != std::string::npos);
  }

  TEST_CASE("an S3 inventory: the CSV files that its manifest names") {
    Buckets buckets;
    buckets.put("dest/inv/1.csv.gz", gzip("\"src\",\"a.txt\",\"12\"\n\"src\",\"b.txt\",\"7\"\n"));
    buckets.put("dest/inv/2.csv.gz", gzip("\"src\",\"c.txt\",\"1\"\n"));
    const std::string manifest =
        R"({"sourceBucket":"src","destinationBucket":"arn:aws:s3:::dest","fileFormat":"CSV",)"
        R"("fileSchema":"Bucket, Key, Size","files":[{"key":"inv/1.csv.gz","size":1},)"
        R"({"key":"inv/2.csv.gz","size":1}]})";
    buckets.put("in/f", manifest);
    constexpr std::string_view kItems =
        R"({"Bucket":"src","Key":"a.txt","Size":"12"} {"Bucket":"src","Key":"b.txt","Size":"7"} )"
        R"({"Bucket":"src","Key":"c.txt","Size":"1"} )";
    CHECK(read_items(buckets, R"({"InputType":"MANIFEST"})", kObject) == kItems);
    CHECK(read_items(buckets, R"({"ManifestType":"S3_INVENTORY"})", kObject) == kItems);
    std::filesystem::remove(buckets.path("dest/inv/2.csv.gz"));
    CHECK(read_items(buckets, R"({"InputType":"MANIFEST"})", kObject)
              .find("! States.ItemReaderFailed: the object s3://dest/inv/2.csv.gz does not exist") !=
          std::string::npos);
    buckets.put("in/f", R"({"fileFormat":"Parquet"})");
    CHECK(read_items(buckets, R"({"InputType":"MANIFEST"})", kObject).find("pawl reads those of CSV only") !=
          std::string::npos);
    buckets.put("in/f", "[]");
    CHECK(read_items(buckets, R"({"InputType":"MANIFEST"})", kObject).find("it has no \"fileFormat\"") !=
          std::string::npos);
  }

  TEST_CASE("an Athena manifest: the data files that it names") {
    Buckets buckets;
    buckets.put("data/q/1.gz", gzip("{\"n\":1}\n"));
    buckets.put("data/q/2", "{\"n\":2}");
    buckets.put("in/f", "s3://data/q/1.gz\r\n\ns3://data/q/2");
    constexpr std::string_view kAthena = R"({"ManifestType":"ATHENA_DATA","InputType":"JSONL"})";
    CHECK(read_items(buckets, kAthena, kObject) == R"({"n":1} {"n":2} )");
    buckets.put("data/q/2", "x,y");
    buckets.put("in/f", "s3://data/q/2\nhttp://data");
    CHECK(read_items(buckets,
                     R"({"ManifestType":"ATHENA_DATA","InputType":"CSV","CSVHeaderLocation":"GIVEN",)"
                     R"("CSVHeaders":["a","b"]})",
                     kObject) ==
          R"({"a":"x","b":"y"} ! States.ItemReaderFailed: line 2 of the manifest is no s3://bucket/key)");
  }
}
