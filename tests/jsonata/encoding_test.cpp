#include "jsonata/encoding.h"

#include <doctest/doctest.h>

using namespace pawl::jsonata;

TEST_SUITE("jsonata") {
  TEST_CASE("base64") {
    CHECK(base64_encode("", Base64Bytes::kUtf8).empty());
    CHECK(base64_encode("pawl", Base64Bytes::kUtf8) == "cGF3bA==");
    CHECK(base64_encode("\u00FC", Base64Bytes::kLatin1) == "/A==");
    CHECK(base64_encode("\u00FC", Base64Bytes::kUtf8) == "w7w=");
    CHECK(base64_decode("cGF3bA==", Base64Bytes::kUtf8) == "pawl");
    CHECK(base64_decode("cGF3bA", Base64Bytes::kLatin1) == "pawl");
    CHECK(base64_decode("c G\nF3bA==ignored", Base64Bytes::kLatin1) == "pawl");
    CHECK(base64_decode("_A", Base64Bytes::kLatin1) == "\u00FC");
    CHECK(base64_decode("!", Base64Bytes::kLatin1).empty());
    CHECK(is_strict_base64("cGF3bA=="));
    CHECK(is_strict_base64("cGF3bA"));
    CHECK(is_strict_base64(""));
    for (const char* text : {"!!!", "c", "cGF3bA=", "cG F3", "cGF3_A==", "===="})
      CHECK(!is_strict_base64(text));
  }

  TEST_CASE("URLs") {
    CHECK(*encode_url_component("a b&c/\u00FC\U0001F600") == "a%20b%26c%2F%C3%BC%F0%9F%98%80");
    CHECK(*encode_url("http://x/a b?q=\u00FC#f") == "http://x/a%20b?q=%C3%BC#f");
    CHECK(*decode_url_component("a%20b%26%c3%bc+") == "a b&\u00FC+");
    CHECK(*decode_url("a%20b%26%2f%41") == "a b%26%2fA");
    for (const char* text :
         {"%", "%4", "%xy", "%C3", "%C3x", "%C3%28", "%ED%A0%80", "%C0%80", "%F5%80%80%80", "%80"}) {
      CAPTURE(text);
      REQUIRE(!decode_url(text));
      CHECK(decode_url_component(text).error()->code == "D3140");
    }
    const auto lone = encode_url("\xED\xA0\x80");
    CHECK(lone.error()->code == "D3140");
    CHECK(lone.error()->token == "encodeUrl");
  }
}
