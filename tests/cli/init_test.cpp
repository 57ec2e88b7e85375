// `pawl init`: what it writes runs as it is.
#include <doctest/doctest.h>

#include <set>

#include "starter/starter.h"
#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// What each template gives for its input.json.
const std::map<std::string_view, std::string_view> kOutputs = {
    {"order", R"({"order":"o-1","status":"shipped","booked":{"reservation":"shelf 7","charge":"paid"}})"},
    {"batch", R"({"words":9,"skipped":["files/none.txt"]})"},
    {"api", R"({"stock":4,"order":6})"},
    {"approval", R"({"purchase":"p-1","status":"paid"})"},
    {"map", R"({"rows":2,"total":25})"}};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("init: each template is free of findings and runs") {
    const Pawl pawl;
    REQUIRE(pawl::starter::starter_templates().size() == kOutputs.size());
    for (const auto& one : pawl::starter::starter_templates()) {
      CAPTURE(one.name);
      const std::string name = "my-" + std::string(one.name);
      const CommandResult made = pawl({"init", name, "--template", std::string(one.name)});
      REQUIRE_MESSAGE(made.exit_code == 0, made.err);
      CHECK(contains(made.out, "  " + name + ".asl.json\n"));
      const CommandOptions there{.directory = (pawl.folder.path() / name).string()};
      const CommandResult lint = pawl({"lint", name + ".asl.json"}, there);
      CHECK_MESSAGE(lint.exit_code == 0, lint.out);
      const CommandResult run =
          pawl({"run", name + ".asl.json", "-i", "input.json", "--time", "skip"}, there);
      REQUIRE_MESSAGE(run.exit_code == 0, run.err);
      CHECK(Json::parse(run.out) == kOutputs.at(one.name));
      const CommandResult test = pawl({"test"}, there);
      CHECK_MESSAGE(test.exit_code == 0, test.out);
      CHECK(contains(read_text(pawl.folder.path() / name / "README.md"), "# " + name + "\n"));
      for (const auto& entry : fs::recursive_directory_iterator(pawl.folder.path() / name)) {
        if (entry.is_regular_file()) CHECK_FALSE(contains(read_text(entry.path()), "@NAME@"));
      }
    }
  }

  TEST_CASE("init: a folder that exists is left as it is") {
    const Pawl pawl;
    fs::create_directory(pawl.folder.path() / "shop");
    for (const char* name : {"shop", "shop/"}) {
      const CommandResult again = pawl({"init", name});
      CHECK(again.exit_code == 2);
      CHECK_MESSAGE(contains(again.err, "exists already; nothing was written"), again.err);
    }
    CHECK(fs::is_empty(pawl.folder.path() / "shop"));
    CHECK(pawl({"init", "none/shop"}).exit_code == 2);
    for (const char* name : {"a b", "..", "-x", "a.b", "ä"}) {
      CAPTURE(name);
      CHECK(contains(pawl({"init", "--", name}).err, "cannot be the name of a workflow"));
    }
    // Nothing is left of what was not made.
    std::set<std::string> there;
    for (const auto& entry : fs::directory_iterator(pawl.folder.path()))
      there.insert(entry.path().filename().string());
    CHECK(there == std::set<std::string>{"shop"});
  }
}
