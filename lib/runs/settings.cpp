#include "runs/settings.h"

#include <fmt/format.h>

#include <charconv>

#include "base/printable.h"

namespace pawl::runs {

Result<runtime::TimeMode> parse_time(std::string_view text) {
  // With other factors the clock would leave what timestamps can say.
  constexpr double kSlowest = 0.001;
  constexpr double kFastest = 1'000'000;
  using Kind = runtime::TimeMode::Kind;
  if (text == "real") return runtime::TimeMode{Kind::Real};
  if (text == "skip") return runtime::TimeMode{Kind::Skip};
  double factor = 0;
  if (text.ends_with('x')) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, factor);
    if (error == std::errc() && end == text.data() + text.size() - 1 && factor >= kSlowest &&
        factor <= kFastest) {
      return runtime::TimeMode{Kind::Scaled, factor};
    }
  }
  return fail(fmt::format("--time must be real, skip or a factor from {}x to {:.0f}x such as 60x, not '{}'",
                          kSlowest, kFastest, printable(text)));
}

engine::Limits limits_of(workflow::LimitPolicy policy) {
  switch (policy) {
    case workflow::LimitPolicy::Strict: return {.events = kEventLimit};
    case workflow::LimitPolicy::Off: return {.payload_bytes = 0, .events = 0};
    case workflow::LimitPolicy::Aws: break;
  }
  return {.events = 0};
}

}  // namespace pawl::runs
