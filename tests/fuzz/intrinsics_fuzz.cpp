// Intrinsic functions: whatever the expression, parsing and evaluating end without a fault.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "intrinsics/expression.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::intrinsics;

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

class Counting : public RandomSource {
 public:
  uint64_t next() override { return mix_bits(++count_); }

 private:
  uint64_t count_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const Value data = *parse_json(
      R"({"a":[1,"1",1.5,null,true,[2],{"c":[]}],"b":{"x":1},"c":{"y":{"z":[]}},"n":-7,"r":1e300,"s":"a,b;c","e":"YWJj","t":"{} {}"})");
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto expression = IntrinsicExpression::parse(text);
  if (!expression) {
    demand(!expression.error().message.empty());
    demand(expression.error().offset <= text.size());
    return 0;
  }
  Counting random;
  const auto value = evaluate(*expression, jsonpath::Scope{data, data}, random);
  if (!value) demand(!value.error().message.empty());
  return 0;
}
