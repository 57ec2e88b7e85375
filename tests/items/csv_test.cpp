// CSV files as ItemReaders read them.
#include "items/folder.h"

using namespace pawl;
using testing_support::Buckets;

namespace {

/// The items of a CSV file; `fields`: more of its ReaderConfig.
std::string read_csv(std::string_view csv, std::string_view fields = R"("CSVHeaderLocation":"FIRST_ROW")") {
  Buckets buckets;
  buckets.put("in/f", csv);
  return testing_support::read_items(buckets, R"({"InputType":"CSV",)" + std::string(fields) + "}",
                                     R"({"Bucket":"in","Key":"f"})");
}

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("CSV: the first row names the columns, all values are strings") {
    CHECK(read_csv("id,ok\n1,true\n2,\n") == R"({"id":"1","ok":"true"} {"id":"2","ok":""} )");
    CHECK(read_csv("\xEF\xBB\xBFid\r\n1\r\n2") == R"({"id":"1"} {"id":"2"} )");
    CHECK(read_csv("id\r1\r2\r") == R"({"id":"1"} {"id":"2"} )");
    CHECK(read_csv("id\n") == "");
    CHECK(read_csv("") == "");
    CHECK(read_csv("id,name\n7,\xC3\xA4\n") == "{\"id\":\"7\",\"name\":\"\xC3\xA4\"} ");
  }

  TEST_CASE("CSV: longer rows are cut, shorter ones filled, empty lines passed over") {
    CHECK(read_csv("a,\nx,y,z\n,,,\n\n \nw\n") ==
          R"({"a":"x","":"y"} {"a":"","":""} {"a":" ","":""} {"a":"w","":""} )");
  }

  TEST_CASE("CSV: quotes hold delimiters, newlines and doubled quotes") {
    CHECK(read_csv("a,b\n\"1,2\",\"say \"\"hi\"\"\"\n\"line 1\nline 2\",\"\"\n\"\"\n") ==
          R"({"a":"1,2","b":"say \"hi\""} {"a":"line 1\nline 2","b":""} {"a":"","b":""} )");
    CHECK(read_csv("a,b\n5\" disk,x\"y\n") == R"({"a":"5\" disk","b":"x\"y"} )");
    CHECK(read_csv("\"a\nb\",c\n1,2\n") == R"({"a\nb":"1","c":"2"} )");
    CHECK(read_csv("a\n\"x") ==
          "! States.ItemReaderFailed: s3://in/f: line 2: the row has a quote that is not closed");
    CHECK(
        read_csv("a\n1\n\"x\ny\"z\n") ==
        R"({"a":"1"} ! States.ItemReaderFailed: s3://in/f: line 3: the row has text after a closing quote; a )"
        "quote inside of quotes is written twice");
  }

  TEST_CASE("CSV: delimiters and given headers") {
    const std::string given = R"("CSVHeaderLocation":"GIVEN","CSVHeaders":["a","b"])";
    CHECK(read_csv("1,2\n3\n", given) == R"({"a":"1","b":"2"} {"a":"3","b":""} )");
    CHECK(read_csv("1|2\n", given + R"(,"CSVDelimiter":"PIPE")") == R"({"a":"1","b":"2"} )");
    CHECK(read_csv("1;2\n", given + R"(,"CSVDelimiter":"SEMICOLON")") == R"({"a":"1","b":"2"} )");
    CHECK(read_csv("1 2\n", given + R"(,"CSVDelimiter":"SPACE")") == R"({"a":"1","b":"2"} )");
    CHECK(read_csv("1\t2\n", given + R"(,"CSVDelimiter":"TAB")") == R"({"a":"1","b":"2"} )");
    CHECK(read_csv("1,2\n", given + R"(,"CSVDelimiter":"DOT")") ==
          "! States.ItemReaderFailed: CSVDelimiter is COMMA, PIPE, SEMICOLON, SPACE or TAB, not "
          "\"DOT\"");
  }

  TEST_CASE("CSV: headers that AWS refuses") {
    const std::string duplicates = "! States.ItemReaderFailed: CSV headers cannot contain duplicates.";
    CHECK(read_csv("a,b,a\n1,2,3\n") == duplicates);
    CHECK(read_csv("1\n", R"("CSVHeaderLocation":"GIVEN","CSVHeaders":["a","a"])") == duplicates);
    CHECK(read_csv(std::string(10'241, 'h') + "\n1\n") ==
          "! States.ItemReaderFailed: s3://in/f: the CSV headers have 10241 bytes, more than the 10240 that "
          "AWS "
          "takes");
  }

  TEST_CASE("CSV: bytes that are no text, and a row without an end") {
    CHECK(
        read_csv("a\nok\n\xE4\n") ==
        R"({"a":"ok"} ! States.ItemReaderFailed: s3://in/f: line 3: the row is not UTF-8; convert the file first )"
        "(iconv -t UTF-8)");
    CHECK(read_csv("a\n" + std::string(6 << 20, 'x')) ==
          "! States.ItemReaderFailed: s3://in/f: the row at byte 2 has more than 4194304 bytes");
    CHECK(read_csv("a\n\"" + std::string(6 << 20, '\n')) ==
          "! States.ItemReaderFailed: s3://in/f: the row at byte 2 has more than 4194304 bytes");
    std::string wide;
    for (int i = 0; i < 2'000'000; ++i) wide += "a,";
    CHECK(read_csv(wide) ==
          "! States.ItemReaderFailed: s3://in/f: line 1: the row has more than 100000 cells; rows end with a "
          "newline");
  }

  // Wherever a block ends, in a quote, between two of them or in "\r\n", the rows are the same.
  TEST_CASE("CSV: rows across the blocks of a file") {
    std::string csv = "n,text\r\n";
    for (int i = 0; i < 60'000; ++i) csv += std::to_string(i) + ",\"a\"\"b\r\n,\"\r\n";
    const std::string items = read_csv(csv);
    std::string expected;
    for (int i = 0; i < 60'000; ++i)
      expected += "{\"n\":\"" + std::to_string(i) + R"(","text":"a\"b\r\n,"} )";
    CHECK((items == expected));
  }
}
