#include "workflow/name.h"

#include <doctest/doctest.h>

using namespace pawl::workflow;

TEST_SUITE("workflow") {
  TEST_CASE("machine_name: the file without its endings, and without what AWS does not allow") {
    CHECK(machine_name("flows/order.asl.json") == "order");
    CHECK(machine_name("order.asl.yaml") == "order");
    CHECK(machine_name("-") == "stdin");
    CHECK(machine_name("a b.json") == "a-b");
    CHECK(machine_name("a\xFF.asl.json") == "a-");
    CHECK(machine_name(".json") == "machine.json");
    CHECK(machine_name("@last.json") == "machine@last");
  }

  TEST_CASE("cut_name: whole characters only") {
    CHECK(cut_name("abc", 3) == "abc");
    CHECK(cut_name("abcd", 3) == "abc");
    CHECK(cut_name("a\u00fcb", 2) == "a");
    CHECK(machine_name(std::string(79, 'x') + "\u00fc.json") == std::string(79, 'x'));
  }
}
