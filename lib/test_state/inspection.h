// Inspection: what AWS's TestState shows of a state's data flow as inspectionData.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/data_flow_observer.h"
#include "test_state/state_test.h"

namespace pawl::test_state {

class Inspection final : public engine::DataFlowObserver {
 public:
  explicit Inspection(const StateTest& test) : test_(test) {}

  void evaluated(const engine::Frame& frame, std::string_view field, const Value& value) override;
  /// The state failed, perhaps on a field.
  void failed(const engine::Frame& frame, const engine::Failure& failure) override;

  /// A value that is no field's: "result".
  void note(std::string_view name, Value value);
  /// What the iterations of a Map get, by its name in inspectionData.
  void note_items(std::string_view name, Value value) {
    items_.push_back({std::string(name), std::move(value)});
  }

  /// The value that a field gave; null pointer: none.
  [[nodiscard]] const Value* find(std::string_view field) const;
  [[nodiscard]] std::vector<StateTestStage> take_stages() { return std::move(stages_); }

  /// inspectionData. `error_details`: an object, or null; `variables`: those after the state.
  [[nodiscard]] Value data(const Value& error_details, const Value& variables) const;

 private:
  class Builder;

  const StateTest& test_;
  std::vector<StateTestStage> stages_;
  std::vector<StateTestStage> items_;
  std::string failed_field_;  // empty: none
};

}  // namespace pawl::test_state
