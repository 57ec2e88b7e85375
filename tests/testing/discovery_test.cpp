#include <doctest/doctest.h>

#include <filesystem>

#include "support/process.h"
#include "testing/discovery.h"
#include "testing/test_runs.h"

using namespace pawl;

TEST_SUITE("testing") {
  TEST_CASE("test files are found below folders, except in hidden and ignored ones") {
    const testing_support::TemporaryFolder folder;
    for (const char* path :
         {"b.test.yaml", "a.test.json", "sub/c.test.yml", ".hidden/x.test.yaml", "node_modules/x.test.yaml",
          "build/x.test.yaml", "sub/out/x.test.yaml", "sub/deep/out/y.test.yaml", "other.yaml"}) {
      std::filesystem::create_directories((folder.path() / path).parent_path());
      (void)folder.write(path, "cases: []");
    }
    (void)folder.write(".gitignore", "# made by tools\n/build/\nsub/out\n");
    const auto found =
        testing::find_test_files({folder.path().string(), (folder.path() / "sub/c.test.yml").string()});
    REQUIRE(found.has_value());
    std::string names;
    for (const std::string& file : *found) names += std::filesystem::path(file).filename().string() + " ";
    CHECK(names == "a.test.json b.test.yaml c.test.yml y.test.yaml ");
    CHECK_FALSE(testing::find_test_files({(folder.path() / "other.yaml").string()}).has_value());
    CHECK_FALSE(testing::find_test_files({(folder.path() / "none").string()}).has_value());
  }

  TEST_CASE("a filter is a part of the file's and case's name, or a glob") {
    CHECK(testing::takes_case("", "a.test.yaml", "x"));
    CHECK(testing::takes_case("declined", "a.test.yaml", "a declined card"));
    CHECK(testing::takes_case("a.test.yaml: a", "a.test.yaml", "a declined card"));
    CHECK(testing::takes_case("a*card", "x.test.yaml", "a declined card"));
    CHECK_FALSE(testing::takes_case("d*d", "x.test.yaml", "a declined card"));
  }
}
