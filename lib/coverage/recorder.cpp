#include "coverage/recorder.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/frame.h"

namespace pawl::coverage {

namespace {

using Kind = CoveragePoint::Kind;

/// The index of "Catch[1]", where `list` is "Catch"; nullopt for any other field, a part of an element too.
std::optional<size_t> index_in(std::string_view field, std::string_view list) {
  if (!field.starts_with(list) || !field.ends_with(']')) return std::nullopt;
  field.remove_prefix(list.size());
  if (!field.starts_with('[')) return std::nullopt;
  size_t index = 0;
  const char* const end = field.data() + field.size() - 1;
  const auto [stop, fault] = std::from_chars(field.data() + 1, end, index);
  return fault == std::errc() && stop == end ? std::optional(index) : std::nullopt;
}

}  // namespace

void add_counts(CoverageCounts& sum, const CoverageCounts& more) {
  sum.resize(std::max(sum.size(), more.size()));
  for (size_t i = 0; i < more.size(); ++i) sum[i] += more[i];
}

void PointObserver::evaluated(const engine::Frame& frame, std::string_view field, const Value& value) {
  const asl::State& state = frame.state();
  if (const auto rule = index_in(field, "Choices")) {
    reached(state, value.as_boolean() ? Kind::RuleTrue : Kind::RuleFalse, *rule);
    if (value.as_boolean()) choose(state, Kind::Rule, *rule);
  } else if (field == "Default" && state.type() == asl::StateType::Choice) {
    choose(state, Kind::Default, 0);
  } else if (const auto catcher = index_in(field, "Catch")) {
    choose(state, Kind::Catch, *catcher);
  } else if (const auto retrier = index_in(field, "Retry")) {
    reached(state, Kind::Retry, *retrier);
  }
}

void PointObserver::choose(const asl::State& state, Kind way, size_t index) {
  chooser_ = &state;
  way_ = way;
  way_index_ = index;
}

void PointObserver::failed(const engine::Frame&, const engine::Failure&) { chooser_ = nullptr; }

void PointObserver::entered(const asl::State& state) {
  chooser_ = nullptr;
  reached(state, Kind::State, 0);
}

void PointObserver::left(const asl::State& state, const asl::State* next) {
  if (chooser_ == &state) reached(state, way_, way_index_);
  else if (next != nullptr) reached(state, Kind::Next, 0);
  chooser_ = nullptr;
}

}  // namespace pawl::coverage
