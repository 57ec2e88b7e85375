#include "base/duration.h"

#include <fmt/format.h>

#include <charconv>

namespace pawl {
namespace {

constexpr Millis kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

}  // namespace

std::string format_duration(Millis duration) {
  if (duration < kSecond) return fmt::format("{} ms", duration);
  if (duration < kMinute - 50) return fmt::format("{:.1f} s", static_cast<double>(duration) / kSecond);
  const auto two = [duration](Millis large, const char* large_unit, Millis small, const char* small_unit) {
    const Millis rounded = duration + kSecond / 2;
    const Millis first = rounded / large, second = rounded % large / small;
    return second == 0 ? fmt::format("{} {}", first, large_unit)
                       : fmt::format("{} {} {} {}", first, large_unit, second, small_unit);
  };
  if (duration + kSecond / 2 < kHour) return two(kMinute, "min", kSecond, "s");
  if (duration + kSecond / 2 < kDay) return two(kHour, "h", kMinute, "min");
  return two(kDay, "d", kHour, "h");
}

std::optional<Millis> parse_duration(std::string_view text, std::string_view unit) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > 1'000'000'000) return std::nullopt;
  if (end != text.data() + text.size()) unit = text.substr(static_cast<size_t>(end - text.data()));
  const Millis scale = unit == "s"   ? kSecond
                       : unit == "m" ? kMinute
                       : unit == "h" ? kHour
                       : unit == "d" ? kDay
                       : unit == "w" ? 7 * kDay
                                     : 0;
  if (scale == 0) return std::nullopt;
  return static_cast<Millis>(number) * scale;
}

}  // namespace pawl
