#include "base/base64url.h"

#include <doctest/doctest.h>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("base64url: RFC 4648's examples without padding, and its own two characters") {
    const std::pair<const char*, const char*> rows[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "-_8"}};
    for (const auto& [bytes, text] : rows) {
      CHECK(base64url_encode(bytes) == text);
      CHECK(base64url_decode(text) == bytes);
    }
  }

  TEST_CASE("base64url: what encode does not make is refused") {
    for (const char* text : {"Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vY", "a b", "+/8", "Zm9v\n"})
      CHECK_MESSAGE(base64url_decode(text) == std::nullopt, text);
  }
}
