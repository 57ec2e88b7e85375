// CoveragePoints: what an execution of a definition can reach, each with its place in the text.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "source/document.h"

namespace pawl::coverage {

/// What is measured. States: entered. Transitions: taken, by Next, a rule of a Choice, its Default, a
/// Catcher. Rules: each rule of a Choice was true, and was false. Retries: each entry of Retry was used, but
/// those that allow no attempt.
enum class Measure : uint8_t { States, Transitions, Rules, Retries };
inline constexpr std::array<Measure, 4> kMeasures = {Measure::States, Measure::Transitions, Measure::Rules,
                                                     Measure::Retries};
/// "states", "transitions", …
std::string_view name_of(Measure measure);

struct CoveragePoint {
  enum class Kind : uint8_t { State, Next, Rule, Default, Catch, RuleTrue, RuleFalse, Retry };
  Kind kind = Kind::State;
  uint32_t state = 0;       // State::index
  uint32_t index = 0;       // of the rule, the Catcher or the entry of Retry
  uint32_t target = 0;      // of a transition: the State::index of the next state
  uint32_t first_line = 1;  // of its text, from 1
  uint32_t last_line = 1;
  std::string text;  // "Charge → Refund (Catch[1])", "Route: Choices[0] is true", "Charge: Retry[0]"

  [[nodiscard]] Measure measure() const;
};
/// "state", "next", "rule", …
std::string_view name_of(CoveragePoint::Kind kind);

/// Plain data: it may go to other threads, and those of two readings of one text are the same.
class CoveragePoints {
 public:
  /// `machine` was parsed of `document` and has no errors.
  CoveragePoints(const asl::StateMachine& machine, const source::Document& document);

  /// The document's name.
  [[nodiscard]] const std::string& definition() const { return definition_; }
  /// By state; of each the state itself first, then the others by kind and index.
  [[nodiscard]] std::span<const CoveragePoint> all() const { return points_; }
  /// Those of one state.
  [[nodiscard]] std::span<const CoveragePoint> of(uint32_t state) const {
    return std::span(points_).subspan(begins_[state], begins_[state + 1] - begins_[state]);
  }
  /// The place of a point in all(); it has to be there.
  [[nodiscard]] size_t find(uint32_t state, CoveragePoint::Kind kind, size_t index = 0) const;

 private:
  std::string definition_;
  std::vector<CoveragePoint> points_;
  std::vector<uint32_t> begins_;  // by state, and one more
};

}  // namespace pawl::coverage
