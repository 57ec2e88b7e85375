// Buckets that are folders.
#include "items/folder_store.h"

#include <unistd.h>

#include "items/folder.h"

using namespace pawl;
using testing_support::Buckets;
using testing_support::read_items;
namespace fs = std::filesystem;

namespace {

std::string opened(Buckets& buckets, std::string_view bucket, std::string_view key) {
  const auto stream = buckets.store.open(bucket, key);
  if (!stream) return stream.error().message;
  char byte = 0;
  const auto got = (*stream)->read(&byte, 1);
  return got ? std::string(*got, byte) : got.error().message;
}

std::string listed(Buckets& buckets, std::string_view prefix) {
  const auto listing = buckets.store.list("in", prefix);
  if (!listing) return "! " + listing.error().message;
  std::string keys;
  items::ObjectInfo object;
  for (;;) {
    const auto found = (*listing)->next(object);
    if (!found) return keys + "! " + found.error().message;
    if (!*found) return keys;
    keys += object.key + " ";
  }
}

constexpr std::string_view kList = "arn:aws:states:::s3:listObjectsV2";

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("a key never leaves its bucket's folder") {
    Buckets buckets;
    buckets.put("secret", "s");
    buckets.put("in/a/b", "x");
    fs::create_symlink(buckets.path("secret"), buckets.path("in/out"));
    fs::create_directory_symlink("..", buckets.path("in/up"));
    fs::create_symlink("a/b", buckets.path("in/inside"));
    CHECK(opened(buckets, "in", "a/b") == "x");
    CHECK(opened(buckets, "in", "inside") == "x");
    CHECK(opened(buckets, "in", "../secret") ==
          "the object s3://in/../secret is refused: a key with \"..\" could leave the bucket's folder");
    CHECK(
        opened(buckets, "in", "/etc/passwd") ==
        "the object s3://in//etc/passwd is refused: a key that begins with \"/\" leaves the bucket's folder");
    CHECK(opened(buckets, "in", "a//b").find("no file can have a key") != std::string::npos);
    CHECK(opened(buckets, "in", "out").find("points out of the bucket's folder") != std::string::npos);
    CHECK(opened(buckets, "in", "up/secret").find("points out of the bucket's folder") != std::string::npos);
    CHECK(opened(buckets, "in", "a").find("it is no regular file") != std::string::npos);
    CHECK(opened(buckets, "..", "secret") == "\"..\" is no name of a bucket");
    CHECK(opened(buckets, "in/a", "b") == "\"in/a\" is no name of a bucket");

    CHECK_FALSE(buckets.store.create("in", "up/new/file").has_value());
    CHECK_FALSE(fs::exists(buckets.path("new")));
  }

  TEST_CASE("a bucket is named before it is looked for in the root; none of both says how to bind it") {
    Buckets buckets;
    buckets.put("elsewhere/k", "y");
    items::FolderStore named({std::nullopt, {{"in", buckets.path("elsewhere")}}});
    CHECK(named.stat("in", "k")->bytes == 1);
    CHECK(
        named.open("out", "k").error().message ==
        "the bucket out is bound to no folder: give --bucket-root DIR with a folder out in it, or \"buckets: "
        "{out: DIR}\" in pawl.yaml");
    CHECK(opened(buckets, "out", "k").find("of the bucket out cannot be read (No such file") !=
          std::string::npos);
  }

  TEST_CASE("a listing has the order of S3's, and its prefixes") {
    Buckets buckets;
    for (const char* key : {"in/a/2", "in/a/1", "in/a-b", "in/a0", "in/b/c/d", "in/.hidden"})
      buckets.put(key, "x");
    CHECK(listed(buckets, "") == ".hidden a-b a/1 a/2 a0 b/c/d ");
    CHECK(listed(buckets, "a") == "a-b a/1 a/2 a0 ");
    CHECK(listed(buckets, "a/") == "a/1 a/2 ");
    CHECK(listed(buckets, "b/c") == "b/c/d ");
    CHECK(listed(buckets, "none/") == "");
    CHECK(listed(buckets, "../").find("! ") == 0);
    fs::create_directory_symlink(buckets.path(""), buckets.path("in/z"));
    CHECK(listed(buckets, "").find("points out of the bucket's folder") != std::string::npos);
  }

  TEST_CASE("listObjectsV2: what each item says") {
    Buckets buckets;
    buckets.put("in/data/f", "0HelloWorld!");
    buckets.put("in/data/large", std::string(100'000, 'x'));
    fs::last_write_time(
        buckets.path("in/data/f"),
        fs::file_time_type::clock::from_sys(std::chrono::sys_seconds(std::chrono::seconds(1'789'180'622))));
    const std::string items = read_items(buckets, "", R"({"Bucket":"in","Prefix":"data/"})", {}, kList);
    CHECK(items.starts_with(
        R"({"Etag":"\"26c6f5d46cc21753686a70d9344a5b4a\"","Key":"data/f","LastModified":1.789180622E9,"Size":12,)"
        R"("StorageClass":"STANDARD"} {"Etag":"\")"));
    CHECK(items.find(R"(-1\"","Key":"data/large")") != std::string::npos);  // as of a multipart upload
    CHECK(read_items(buckets, "", R"({"Bucket":"in"})", 1, kList).find("data/large") == std::string::npos);
  }

  TEST_CASE("LOAD_AND_FLATTEN reads the objects that are listed") {
    Buckets buckets;
    buckets.put("in/d/1", "[1,2]");
    buckets.put("in/d/2", "[]");
    buckets.put("in/d/3", "[3]");
    const auto load = [&](std::string_view type) {
      return read_items(buckets,
                        R"({"Transformation":"LOAD_AND_FLATTEN","InputType":")" + std::string(type) + "\"}",
                        R"({"Bucket":"in","Prefix":"d/"})", {}, kList);
    };
    CHECK(load("JSON") == "1 2 3 ");
    CHECK(load("JSONL") == "[1,2] [] [3] ");
    buckets.put("in/d/2", "[");
    CHECK(load("JSON") ==
          "1 2 ! States.ItemReaderFailed: s3://in/d/2: byte 2: the text ends inside of a value; the file was "
          "cut off");
  }

  TEST_CASE("an object is seen when it is committed, and never if it is not") {
    Buckets buckets;
    buckets.put("out/.keep", "");
    {
      const auto writer = buckets.store.create("out", "a/b");
      REQUIRE(writer.has_value());
      REQUIRE((*writer)->append("content").has_value());
      CHECK(fs::exists(buckets.path("out/a/.b.pawl-part")));
      CHECK_FALSE(fs::exists(buckets.path("out/a/b")));
      REQUIRE((*writer)->complete().has_value());
      REQUIRE((*writer)->commit().has_value());
    }
    CHECK(buckets.get("out/a/b") == "content");
    {
      const auto writer = buckets.store.create("out", "a/b");
      REQUIRE((*writer)->append("lost").has_value());
    }
    CHECK(buckets.get("out/a/b") == "content");
    CHECK_FALSE(fs::exists(buckets.path("out/a/.b.pawl-part")));
    CHECK(buckets.store.create("out", "a/").error().message ==
          "the object s3://out/a/ cannot be written: a file needs a name");
  }
}
