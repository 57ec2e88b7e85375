#include "base/random_source.h"

#include <doctest/doctest.h>

#include <set>

using namespace pawl;

namespace {

class Counting : public RandomSource {
 public:
  uint64_t next() override { return mix_bits(++count_); }

 private:
  uint64_t count_ = 0;
};

}  // namespace

TEST_SUITE("base") {
  TEST_CASE("UUIDs are of version 4") {
    Counting random;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
      const std::string uuid = random_uuid(random);
      REQUIRE(uuid.size() == 36);
      CHECK(uuid.find_first_not_of("0123456789abcdef-") == std::string::npos);
      CHECK((uuid[8] == '-' && uuid[13] == '-' && uuid[18] == '-' && uuid[23] == '-'));
      CHECK(uuid[14] == '4');
      CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
      seen.insert(uuid);
    }
    CHECK(seen.size() == 1000);
  }
}
