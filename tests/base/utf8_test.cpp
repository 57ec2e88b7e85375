#include "base/utf8.h"

#include <doctest/doctest.h>

#include <vector>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("UTF-8: what is valid, and how far what is not goes") {
    struct Row {
      std::string_view text;
      size_t bytes;
      bool is_valid;
    };
    for (const Row& row : {
             Row{"a", 1, true},
             Row{"\xC3\xA9", 2, true},
             Row{"\xE2\x82\xAC", 3, true},
             Row{"\xEE\x80\x80", 3, true},
             Row{"\xF0\x9F\x98\x80", 4, true},
             Row{"\xF4\x8F\xBF\xBF", 4, true},
             Row{"\x80", 1, false},          // no lead byte
             Row{"\xC1\xBF", 1, false},      // overlong
             Row{"\xE0\x9F\xBF", 1, false},  // overlong
             Row{"\xF0\x8F\xBF\xBF", 1, false},
             Row{"\xED\xA0\x80", 1, false},      // a surrogate
             Row{"\xF4\x90\x80\x80", 1, false},  // past U+10FFFF
             Row{"\xF5\x80\x80\x80", 1, false},
             Row{"\xE2\x82", 2, false},  // cut off
             Row{"\xE2\x82x", 2, false},
             Row{"\xF0\x9F\x98x", 3, false},
             Row{"\xC3", 1, false},
         }) {
      CAPTURE(row.text);
      const utf8::Sequence sequence = utf8::first_sequence(row.text);
      CHECK(sequence.bytes == row.bytes);
      CHECK(sequence.is_valid == row.is_valid);
      CHECK(utf8::valid_length(row.text) == (row.is_valid ? row.bytes : 0));
      CHECK(utf8::find_invalid(row.text) == (row.is_valid ? std::string_view::npos : 0));
    }
    CHECK(utf8::find_invalid("ab\xC3\xA9\xFF") == 4);
  }

  TEST_CASE("UTF-8: every code point is written and read alike") {
    for (char32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 || code > 0x10FF00 ? 1 : 257) {
      std::string text;
      utf8::append(text, code);
      size_t at = 0;
      CHECK(utf8::next(text, at) == code);
      CHECK(at == text.size());
      CHECK(utf8::length_at(text, 0) == text.size());
      CHECK((utf8::valid_length(text) == text.size()) == !utf8::is_surrogate(code));
      CHECK(utf8::utf16_length(text) == (code > 0xFFFF ? 2 : 1));
      CHECK(utf8::count(text) == 1);
    }
  }

  TEST_CASE("UTF-8: characters of a text with bytes that are none") {
    std::vector<char32_t> codes;
    std::vector<size_t> lengths;
    for (const utf8::Character c : utf8::Characters("a\xE2\x82\xC3\xA9\xEF\xBF\xBD")) {
      codes.push_back(c.code);
      lengths.push_back(c.bytes.size());
      CHECK(c.is_invalid() == (c.bytes == "\xE2" || c.bytes == "\x82"));
    }
    CHECK(codes == std::vector<char32_t>{'a', 0xFFFD, 0xFFFD, 0xE9, 0xFFFD});
    CHECK(lengths == std::vector<size_t>{1, 1, 1, 2, 3});
    CHECK(utf8::repaired("a\xE2\x82\xC3\xA9") == "a\uFFFD\uFFFDé");
    CHECK(utf8::repaired("") == "");
  }

  TEST_CASE("UTF-8: places in a text") {
    const std::string_view text = "aé€\xF0\x9F\x98\x80z";
    CHECK(utf8::count(text) == 5);
    CHECK(utf8::offset_of(text, 0) == 0);
    CHECK(utf8::offset_of(text, 2) == 3);
    CHECK(utf8::offset_of(text, 4) == 10);
    CHECK(utf8::offset_of(text, 99) == text.size());
    CHECK(utf8::prefix(text, 1) == "a");
    CHECK(utf8::prefix(text, 2) == "a");
    CHECK(utf8::prefix(text, 3) == "aé");
    CHECK(utf8::prefix(text, 9) == "aé€");
    CHECK(utf8::prefix(text, 99) == text);
    CHECK(utf8::utf16_length(text) == 6);
  }

  TEST_CASE("UTF-16: two halves make one character, lone ones stay") {
    std::string text;
    for (const char32_t unit : {0xD83Du, 0xD83Du, 0xDE00u, 0xDE00u, 0x61u}) utf8::append_unit(text, unit);
    CHECK(text ==
          "\xED\xA0\xBD\xF0\x9F\x98\x80\xED\xB8\x80"
          "a");
    CHECK(utf8::high_surrogate(0x1F600) == 0xD83D);
    CHECK(utf8::low_surrogate(0x1F600) == 0xDE00);
    CHECK(utf8::from_surrogates(0xD83D, 0xDE00) == 0x1F600);
  }
}
