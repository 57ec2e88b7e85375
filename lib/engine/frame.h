// Frame: what one state sees while it is evaluated: its input, the variables, the context object, random
// numbers, the time.
#pragma once
#include <string>
#include <string_view>

#include "asl/state.h"
#include "base/random_source.h"
#include "base/timestamp.h"
#include "engine/data_flow_observer.h"
#include "engine/map_run_plan.h"
#include "history/event.h"
#include "jsonpath/evaluate.h"

namespace pawl::engine {

class Frame;

/// Who builds the context object for a frame.
class ContextMaker {
 public:
  virtual ~ContextMaker() = default;
  virtual Value context_of(const Frame& frame) = 0;
};

/// Borrows everything; lives for one evaluation. The context object is built when a path first asks for it.
class Frame final : public jsonpath::ContextSource, public RandomSource {
 public:
  struct Parts {
    const asl::State& state;
    const Value& input;      // the state's input, before InputPath
    const Value& variables;  // an object, or null where none is set
    ContextMaker& contexts;
    uint32_t slot;             // the branch, for the context object
    const MapItem* item;       // that starts, while its ItemSelector is evaluated; else null
    history::EventId entered;  // id of the *StateEntered event
    uint64_t seed;             // of the execution
    uint32_t& draws;           // random numbers drawn since the state was entered
    uint64_t payload_limit;    // bytes; 0: none
    Millis now;
    DataFlowObserver* observer;  // null: none
  };
  explicit Frame(const Parts& parts) : parts_(parts) {}

  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] const asl::State& state() const { return parts_.state; }
  [[nodiscard]] const Value& input() const { return parts_.input; }
  [[nodiscard]] const Value& variables() const { return parts_.variables; }
  [[nodiscard]] Millis now() const { return parts_.now; }
  [[nodiscard]] jsonpath::Scope scope(const Value& input) { return {input, parts_.variables, this}; }

  [[nodiscard]] bool is_observed() const { return parts_.observer != nullptr; }
  /// Passes a field's value on: reports it to the observer, and notes the field in a failure.
  Evaluated<Value> observed(std::string_view field, Evaluated<Value> value) {
    if (is_observed()) tell(field, value);
    return value;
  }
  /// The fields evaluated from here on belong to one element of a list: "Choices", "Catch".
  void enter_part(std::string_view list, size_t index) {
    if (is_observed()) part_ = std::string(list) + "[" + std::to_string(index) + "].";
  }
  /// The same for an object within the state: "ItemReader".
  void enter_part(std::string_view object) {
    if (is_observed()) part_ = std::string(object) + ".";
  }

  const Value& context() override {
    if (context_.is_null()) context_ = parts_.contexts.context_of(*this);
    return context_;
  }
  /// hash(seed, event that entered the state, n): independent of the order in which branches run, and the
  /// same after a restart and in a replay.
  uint64_t next() override {
    return mix_bits(parts_.seed ^ mix_bits(parts_.entered * 0x9E3779B97F4A7C15u + parts_.draws++));
  }

  /// States.Runtime with AWS's sentence around `message`; nothing catches it.
  [[nodiscard]] FailurePtr runtime_failure(std::string_view message) const;
  /// States.ReferencePathConflict; nothing catches it either, and AWS shows its cause alone.
  [[nodiscard]] static FailurePtr path_conflict(std::string cause);
  /// States.QueryEvaluationError with AWS's sentence around `message`; `location` names the field, empty
  /// where AWS names none.
  [[nodiscard]] FailurePtr query_failure(std::string_view message, std::string_view location) const;
  /// States.Runtime where `path` starts at an input that is null: there AWS applies no path at all; null
  /// pointer otherwise.
  [[nodiscard]] FailurePtr check_input(const jsonpath::Path& path, const Value& input) const {
    if (input.is_null() && path.root() == jsonpath::Root::Input) [[unlikely]]
      return null_input();
    return nullptr;
  }
  /// States.DataLimitExceeded where `value` is larger than AWS allows; null pointer otherwise.
  [[nodiscard]] FailurePtr check_size(const Value& value, std::string_view what) const;

 private:
  [[nodiscard]] FailurePtr null_input() const;
  void tell(std::string_view field, const Evaluated<Value>& value);

  Parts parts_;
  Value context_;
  std::string part_;  // prefix of field names, for the observer
};

/// A value as causes show it, cut where it is too long to read.
std::string json_shown(const Value& value);

/// The cause of States.DataLimitExceeded: `what` is "returned a result" or "provided parameters".
std::string size_cause(std::string_view name, std::string_view what);
/// The failure with that cause.
FailurePtr too_large(std::string_view name, std::string_view what);

}  // namespace pawl::engine
