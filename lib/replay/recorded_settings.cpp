#include "replay/recorded_settings.h"

#include <charconv>

#include "history/details.h"

namespace pawl::replay {

engine::Limits recorded_limits(const Value& extras) {
  const std::string_view said = text_of(extras, "limits");
  engine::Limits limits;
  if (said == "off") limits.payload_bytes = 0;
  if (said == "strict" || extras.is_null()) limits.events = 25'000;
  return limits;
}

Result<std::optional<uint64_t>> recorded_seed(const Value& extras) {
  const Value* seed = extras.find("seed");
  if (seed == nullptr) return std::nullopt;
  if (seed->is_int64()) return static_cast<uint64_t>(seed->as_int64());
  if (seed->type() == Value::Type::Integer) {
    const std::string_view digits = seed->big_integer_digits();
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size()) return number;
  }
  return fail("the seed in ExecutionStarted is no whole number of 64 bits");
}

}  // namespace pawl::replay
