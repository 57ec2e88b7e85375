#include "engine/retry.h"

#include <algorithm>
#include <cmath>

namespace pawl::engine {
namespace {

constexpr double kLongestDelay = 31'622'400.0;  // seconds; AWS's bound of MaxDelaySeconds, a year

}  // namespace

std::optional<NextRetry> next_retry(const asl::State& state, const asl::StateError& error,
                                    RetryCounts& counts, RandomSource& random) {
  const std::string_view name = error.error ? std::string_view(*error.error) : std::string_view();
  for (size_t i = 0; i < state.retry.size(); ++i) {
    const asl::Retrier& retrier = state.retry[i];
    if (!asl::matches(retrier.error_equals, name)) continue;
    counts.used.resize(state.retry.size());
    const uint32_t used = counts.used[i];
    if (used >= retrier.max_attempts) return std::nullopt;
    ++counts.used[i];
    ++counts.total;
    double seconds = static_cast<double>(retrier.interval_seconds) * std::pow(retrier.backoff_rate, used);
    seconds = std::min(
        seconds, retrier.max_delay_seconds ? static_cast<double>(*retrier.max_delay_seconds) : kLongestDelay);
    if (retrier.full_jitter) seconds *= static_cast<double>(random.next() >> 11) * 0x1p-53;
    return NextRetry{i, static_cast<Millis>(seconds * 1000)};
  }
  return std::nullopt;
}

const asl::Catcher* find_catcher(const asl::State& state, const asl::StateError& error) {
  const std::string_view name = error.error ? std::string_view(*error.error) : std::string_view();
  for (const asl::Catcher& catcher : state.catchers) {
    if (asl::matches(catcher.error_equals, name)) return &catcher;
  }
  return nullptr;
}

}  // namespace pawl::engine
