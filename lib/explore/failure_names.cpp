#include "explore/failure_names.h"

#include <algorithm>

namespace pawl::explore {

namespace {

constexpr int64_t kMostRetries = 50;

/// Names that the list takes and none of the `earlier` lists does.
std::vector<std::string> names_for(const std::vector<std::string>& list,
                                   const std::vector<const std::vector<std::string>*>& earlier) {
  std::vector<std::string> candidates = list;
  candidates.insert(candidates.end(),
                    {"Example.Error", "States.TaskFailed", "States.Timeout", "States.DataLimitExceeded"});
  std::vector<std::string> out;
  for (const std::string& name : candidates) {
    if (name == "States.ALL" || !asl::matches(list, name) || std::ranges::find(out, name) != out.end())
      continue;
    const bool is_taken =
        std::ranges::any_of(earlier, [&](const auto* other) { return asl::matches(*other, name); });
    if (!is_taken) out.push_back(name);
  }
  return out;
}

/// Retries that an error of this name is given.
int64_t retries_of(const asl::State& state, const std::string& error) {
  for (const asl::Retrier& retrier : state.retry) {
    if (asl::matches(retrier.error_equals, error)) return retrier.max_attempts;
  }
  return 0;
}

}  // namespace

std::vector<FailurePlan> failures_for_catcher(const asl::State& state, uint32_t index) {
  std::vector<const std::vector<std::string>*> earlier;
  for (uint32_t i = 0; i < index; ++i) earlier.push_back(&state.catchers[i].error_equals);
  std::vector<FailurePlan> out;
  for (std::string& name : names_for(state.catchers[index].error_equals, earlier)) {
    const int64_t retries = retries_of(state, name);
    if (retries <= kMostRetries) out.push_back({std::move(name), static_cast<uint32_t>(retries) + 1});
  }
  // The fewer runs the better to read.
  std::ranges::stable_sort(out, {}, &FailurePlan::times);
  return out;
}

std::vector<FailurePlan> failures_for_retrier(const asl::State& state, uint32_t index) {
  if (state.retry[index].max_attempts == 0) return {};
  std::vector<const std::vector<std::string>*> earlier;
  for (uint32_t i = 0; i < index; ++i) earlier.push_back(&state.retry[i].error_equals);
  std::vector<FailurePlan> out;
  for (std::string& name : names_for(state.retry[index].error_equals, earlier))
    out.push_back({std::move(name), 1});
  return out;
}

}  // namespace pawl::explore
