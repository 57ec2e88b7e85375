// Checksums of events: every byte that changes is found, and histories without them are read as before.
#include "history/seal.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "base/checksum.h"
#include "support/cli_pawl.h"

using namespace pawl;
using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMember = "\"crc32c\":\"";

/// A run of a task and a Map, in h.jsonl.
struct Run : Pawl {
  Run() {
    (void)folder.write("w.asl.json", R"json({"StartAt":"Work","States":{
      "Work":{"Type":"Task","Resource":"sh:echo '{\"items\":[1,2],\"text\":\"a\\\\u00e9b\"}'","Next":"Each"},
      "Each":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{"StartAt":"One","States":{
        "One":{"Type":"Pass","End":true}}}}}})json");
    const CommandResult run = (*this)({"run", "w.asl.json", "--history", "h.jsonl", "-q"});
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    text = read_text(folder.path() / "h.jsonl");
  }
  std::string text;
};

std::string without_seals(const std::string& text) {
  std::string out;
  for (std::string line : lines_of(text)) {
    const size_t at = line.rfind(kMember);
    const bool is_alone = line[at - 1] == '{';
    line = line.substr(0, is_alone ? line.rfind(",\"pawl\"") : at - 1) + (is_alone ? "}" : "}}");
    out += line + "\n";
  }
  return out;
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("CRC-32C is that of RFC 3720, of texts of every length") {
    CHECK(crc32c("") == 0);
    CHECK(crc32c("123456789") == 0xE3069283);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
    CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
    // Bit by bit, as the standard defines it.
    std::string text;
    for (int length = 0; length < 100; ++length) {
      uint32_t slow = 0xFFFFFFFF;
      for (const char c : text) {
        slow ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) slow = (slow >> 1) ^ ((slow & 1) != 0 ? 0x82F63B78U : 0U);
      }
      CHECK(crc32c(text) == ~slow);
      text += static_cast<char>(length * 37);
    }
  }

  TEST_CASE("every line that pawl writes ends with its checksum") {
    const Run run;
    for (const std::string& line : lines_of(run.text)) {
      CHECK(history::is_sealed(line));
      CHECK(history::fits_seal(line));
    }
    const CommandResult events = run({"run", "w.asl.json", "--history", "none", "--events", "-", "-q"});
    for (const std::string& line : lines_of(events.out))
      CHECK((history::is_sealed(line) && history::fits_seal(line)));
  }

  TEST_CASE("no byte of a history can change without being found by replay, and no payload's by show") {
    const Run run;
    for (size_t at = 0; at < run.text.size(); at += 1) {
      const size_t line_begin =
          run.text.rfind('\n', at) == std::string::npos || at == 0 ? 0 : run.text.rfind('\n', at - 1) + 1;
      const size_t line_end = run.text.find('\n', at);
      const std::string_view line = std::string_view(run.text).substr(line_begin, line_end - line_begin);
      const size_t in_line = at - line_begin;
      const size_t member = line.rfind(kMember);
      // The name of the member: without it the line has no checksum, and says what it said.
      if (in_line >= member && in_line < member + kMember.size()) continue;
      if (in_line >= line.size()) continue;
      std::string damaged(line);
      damaged[in_line] = static_cast<char>(damaged[in_line] ^ 1);
      CAPTURE(damaged);
      const bool is_json_end = in_line + 3 >= line.size();
      CHECK((is_json_end ? !history::is_sealed(damaged) : !history::fits_seal(damaged)));
    }
  }

  TEST_CASE("a flipped byte of a payload is said by replay, resume, show and tail") {
    const Run run;
    std::string text = run.text;
    const std::vector<std::string> lines = lines_of(text);
    size_t number = 0;
    while (!contains(lines[number], "\"TaskSucceeded\"") &&
           !contains(lines[number], "\"LambdaFunctionSucceeded\"") && number + 1 < lines.size())
      ++number;
    const size_t at = text.find("items", text.find(lines[number]));
    REQUIRE(at != std::string::npos);
    text[at] = 'j';
    const std::string place =
        "h.jsonl:" + std::to_string(number + 1) + ": the line does not match its checksum";
    (void)run.folder.write("h.jsonl", text);
    const CommandResult replayed = run({"replay", "h.jsonl"});
    CHECK(replayed.exit_code == 2);
    CHECK(contains(replayed.err, place));
    const CommandResult resumed = run({"resume", "h.jsonl"});
    CHECK(resumed.exit_code == 2);
    CHECK(resumed.out.empty());
    CHECK(contains(resumed.err, place));
    const CommandResult shown = run({"show", "h.jsonl"});
    CHECK(shown.exit_code == 0);
    CHECK(contains(shown.err, place));
    CHECK(contains(run({"tail", "h.jsonl", "--no-follow"}).err, place));
    CHECK(read_text(run.folder.path() / "h.jsonl") == text);
    // Of the first line too, which says how the run was started.
    std::string first = run.text;
    first[first.find("\"machine\":\"") + 11] ^= 1;
    (void)run.folder.write("h.jsonl", first);
    CHECK(contains(run({"replay", "h.jsonl"}).err, "h.jsonl:1: the line does not match its checksum"));
  }

  TEST_CASE("histories without checksums are read, replayed and resumed as before") {
    const Run run;
    const std::string plain = without_seals(run.text);
    CHECK_FALSE(contains(plain, kMember));
    (void)run.folder.write("plain.jsonl", plain);
    const CommandResult replayed = run({"replay", "plain.jsonl"});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.err);
    CHECK(run({"show", "plain.jsonl"}).exit_code == 0);
    // Begun by an older pawl, ended by this one.
    std::string cut;
    for (const std::string& line : lines_of(plain)) {
      if (contains(line, "\"ExecutionSucceeded\"")) break;
      cut += line + "\n";
    }
    (void)run.folder.write("cut.jsonl", cut);
    CHECK(run({"resume", "cut.jsonl", "-q"}).exit_code == 0);
    CHECK(run({"replay", "cut.jsonl"}).exit_code == 0);
    CHECK(lines_of(read_text(run.folder.path() / "cut.jsonl")).size() == lines_of(plain).size());
  }

  TEST_CASE("what stands beside the checksum stays as it is") {
    TextBuffer out;
    out.append("{\"id\":1");
    history::write_seal(Value::object({{"argv", Value::string("x")}}), 0, out);
    const std::string line = out.str();
    CHECK(line.starts_with("{\"id\":1,\"pawl\":{\"argv\":\"x\",\"crc32c\":\""));
    CHECK(history::fits_seal(line.substr(0, line.size() - 1)));
    CHECK(history::without_seal(Value::object({{"crc32c", Value::string("00000000")}})).is_null());
    CHECK(history::without_seal(Value::object({{"a", Value::integer(1)}, {"crc32c", Value::string("0")}}))
              .size() == 1);
  }
}
