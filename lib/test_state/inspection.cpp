#include "test_state/inspection.h"

#include <algorithm>
#include <charconv>

#include "value/dump.h"

namespace pawl::test_state {
namespace {

constexpr uint64_t kLongestText = 262'144;  // bytes of a field

/// A number that a path found may be a text.
Value as_number(const Value& value) {
  if (!value.is_string()) return value;
  const std::string_view text = value.as_string();
  double number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) return value;
  return Value::real(number);
}

}  // namespace

void Inspection::evaluated(const engine::Frame&, std::string_view field, const Value& value) {
  note(field, value);
}

void Inspection::failed(const engine::Frame&, const engine::Failure& failure) {
  failed_field_ = failure.field;
}

void Inspection::note(std::string_view name, Value value) {
  const auto known = std::ranges::find(stages_, name, &StateTestStage::name);
  if (known != stages_.end()) known->value = std::move(value);
  else stages_.push_back({std::string(name), std::move(value)});
}

const Value* Inspection::find(std::string_view field) const {
  const auto found = std::ranges::find(stages_, field, &StateTestStage::name);
  return found != stages_.end() ? &found->value : nullptr;
}

/// Which fields are shown for which type of state is recorded, but for a JSONata Task's result.
class Inspection::Builder {
 public:
  explicit Builder(const Inspection& inspection) : inspection_(inspection), data_(inspection.test_.input) {
    text("input", data_);
  }

  void task() {
    if (is_jsonata()) {
      if (const Value* arguments = inspection_.find("Arguments")) text("afterArguments", *arguments);
      if (const Value* result = inspection_.find("result")) text("result", *result);
    } else if (after("InputPath", "afterInputPath") && passes("TimeoutSecondsPath") &&
               passes("HeartbeatSecondsPath") && after("Parameters", "afterParameters")) {
      if (const Value* result = inspection_.find("result")) {
        text("result", data_ = *result);
        this->result();
      }
    }
  }

  void pass(const asl::Pass& pass) {
    if (is_jsonata()) return;
    if (!pass.result) {
      if (after("InputPath", "afterInputPath") && after("Parameters", "afterParameters")) result();
    } else if (passes("InputPath")) {
      text("result", data_ = *pass.result);
      result();
    }
  }

  void parallel() {
    if (is_jsonata()) return;
    if (const Value* given = inspection_.find("result")) {
      data_ = *given;
      result();
    }
  }

  void map(const asl::Map& map) {
    const bool has_input = is_jsonata() || after("InputPath", "afterInputPath");
    for (const StateTestStage& part : inspection_.items_) text(part.name, part.value);
    if (has_input) {
      number("MaxConcurrency", "maxConcurrency", map.max_concurrency, Value::integer(0));
      number("ToleratedFailureCount", "toleratedFailureCount", map.tolerated_failure_count, Value());
      number("ToleratedFailurePercentage", "toleratedFailurePercentage", map.tolerated_failure_percentage,
             Value());
    }
    parallel();
  }

  void input_only() {
    if (!is_jsonata()) after("InputPath", "afterInputPath");
  }

  void text(std::string_view name, const Value& value) {
    if (!value.text_exceeds(kLongestText)) out_.append(name, Value::string(to_json(value)));
  }

  ObjectBuilder& out() { return out_; }

 private:
  [[nodiscard]] bool is_jsonata() const {
    return inspection_.test_.state.query_language == asl::QueryLanguage::JSONata;
  }
  [[nodiscard]] bool passes(std::string_view field) const { return inspection_.failed_field_ != field; }

  /// The data after a field, which is what the one before left where it is absent. False: the state failed
  /// on it.
  bool after(std::string_view field, std::string_view name) {
    if (!passes(field)) return false;
    if (const Value* value = inspection_.find(field)) data_ = *value;
    text(name, data_);
    return true;
  }

  void result() {
    if (after("ResultSelector", "afterResultSelector") && passes("Assign"))
      after("ResultPath", "afterResultPath");
  }

  void number(std::string_view field, std::string_view name, const asl::DynamicField& written,
              const Value& otherwise) {
    const std::string path = std::string(field) + "Path";
    if (!passes(field) || !passes(path)) return;
    const Value* found = written.literal();
    if (found == nullptr) found = inspection_.find(field);
    if (found == nullptr) found = inspection_.find(path);
    Value value = found != nullptr ? as_number(*found) : otherwise;
    if (!value.is_number()) return;
    const bool is_float = field == "ToleratedFailurePercentage";
    if (is_float != value.is_double()) {
      value =
          is_float ? Value::real(value.as_double()) : Value::integer(static_cast<int64_t>(value.as_double()));
    }
    out_.append(name, std::move(value));
  }

  const Inspection& inspection_;
  ObjectBuilder out_;
  Value data_;
};

Value Inspection::data(const Value& error_details, const Value& variables) const {
  Builder builder(*this);
  const asl::State& state = test_.state;
  switch (state.type()) {
    case asl::StateType::Task: builder.task(); break;
    case asl::StateType::Pass: builder.pass(std::get<asl::Pass>(state.kind)); break;
    case asl::StateType::Parallel: builder.parallel(); break;
    case asl::StateType::Map: builder.map(std::get<asl::Map>(state.kind)); break;
    default: builder.input_only(); break;
  }
  if (variables.size() > 0) builder.text("variables", variables);
  if (error_details.size() > 0) builder.out().append("errorDetails", error_details);
  return builder.out().finish();
}

}  // namespace pawl::test_state
