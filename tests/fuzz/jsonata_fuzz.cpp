// Parses and evaluates whatever comes: the first byte chooses the dialect, the expression follows, and after
// a zero byte the JSON it is evaluated on.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "jsonata/jsonata.h"
#include "value/dump.h"
#include "value/parse.h"

namespace {

class CountingRandom : public pawl::RandomSource {
 public:
  uint64_t next() override { return pawl::mix_bits(++draws_); }

 private:
  uint64_t draws_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pawl;
  if (size == 0) return 0;
  const auto dialect = data[0] % 2 == 0 ? jsonata::Dialect::Reference : jsonata::Dialect::Aws;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t zero = text.find('\0');
  const auto expression = jsonata::Expression::parse(text.substr(0, zero), dialect);
  if (!expression) {
    if (expression.error()->position != jsonata::JsonataError::kNowhere &&
        expression.error()->position > text.size())
      __builtin_trap();
    return 0;
  }
  static_cast<void>(expression->references());
  Value input;
  bool has_input = false;
  if (zero != std::string_view::npos) {
    if (auto parsed = try_parse_json(text.substr(zero + 1))) {
      input = std::move(*parsed);
      has_input = true;
    }
  }
  CountingRandom random;
  jsonata::EvaluationOptions options{random, 1'700'000'000'000, jsonata::EvaluationLimits::of(dialect)};
  options.limits.steps = 20'000;
  options.limits.memory = 64 << 20;
  options.limits.text = 1 << 20;
  options.limits.range = options.limits.stepped_range = 100'000;
  const int64_t live = Value::live_bytes();
  {
    const auto result = jsonata::evaluate(*expression, has_input ? &input : nullptr, {}, options);
    if (result && *result) {
      if ((*result)->holds_marks()) __builtin_trap();
      if (!(*result)->text_exceeds(1 << 20)) static_cast<void>(to_json(**result));
    }
  }
  if (Value::live_bytes() > live + 64)
    __builtin_trap();  // nothing stays in memory, rings of closures neither
  return 0;
}
