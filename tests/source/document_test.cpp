#include "source/document.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

std::string inside(std::string text, Format format, size_t begin, size_t end) {
  const source::LoadResult loaded = source::read("t", std::move(text), format);
  const source::Span span = loaded.document.span_inside(*loaded.document.root.find("a"), begin, end);
  return loaded.document.text.substr(span.begin, span.end - span.begin);
}

struct TemporaryFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("pawl-document-test-" + std::to_string(::getpid()));
  TemporaryFolder() { std::filesystem::create_directories(path); }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("span_inside counts quotes and escapes") {
    CHECK(inside(R"({"a": "{% x + y %}"})", Format::Json, 3, 8) == "x + y");
    CHECK(inside(R"({"a": "\"\u00e9\ud83d\ude00 end"})", Format::Json, 8, 11) == "end");
    CHECK(inside(R"({"a": "\"\u00e9 end"})", Format::Json, 1, 3) == "\\u00e9");
    CHECK(inside("a: \"tab\\tx\"\n", Format::Yaml, 4, 5) == "x");
    CHECK(inside("a: plain text\n", Format::Yaml, 6, 10) == "text");
    CHECK(inside("a: 'it''s'\n", Format::Yaml, 3, 4) == "s");
    CHECK(inside(R"({"a": ""})", Format::Json, 0, 0) == R"("")");
  }

  TEST_CASE("sniff") {
    CHECK(source::sniff("\xef\xbb\xbf \n{") == Format::Json);
    CHECK(source::sniff("[1]") == Format::Json);
    CHECK(source::sniff("StartAt: A") == Format::Yaml);
    CHECK(source::sniff("") == Format::Yaml);
  }

  TEST_CASE("load takes the format from the name, else from the text") {
    const TemporaryFolder folder;
    CHECK(source::load(folder.write("a.yaml", "{}"))->document.format == Format::Yaml);
    CHECK(source::load(folder.write("a.asl.yml", "a: 1"))->document.format == Format::Yaml);
    CHECK(source::load(folder.write("a.json", "{}"))->document.format == Format::Json);
    CHECK(source::load(folder.write("a.asl", "{}"))->document.format == Format::Json);
    CHECK(source::load(folder.write("b.asl", "a: 1"))->document.format == Format::Yaml);
    CHECK(source::load(folder.write("c.json", "a: 1"))->diagnostics.size() == 1);
  }

  TEST_CASE("what cannot be read is said in one sentence") {
    const TemporaryFolder folder;
    const std::string missing = (folder.path / "none.json").string();
    CHECK(source::load(missing).error().message ==
          "cannot read '" + missing + "': No such file or directory");
    CHECK(source::load(folder.path.string()).error().message ==
          "cannot read '" + folder.path.string() + "': Is a directory");
  }

  TEST_CASE("locate works without an index too") {
    const source::Document document{.name = "t", .text = "a\nb", .root = {}, .lines = {}};
    CHECK(document.locate({2, 3}).line == 2);
  }
}
