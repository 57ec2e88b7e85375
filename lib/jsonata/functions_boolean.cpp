#include "jsonata/evaluator.h"
#include "jsonata/functions.h"

namespace pawl::jsonata::functions {
namespace {

Value own_error(const Call& call, std::string_view code, const Value& message, std::string_view otherwise) {
  auto made = std::make_unique<JsonataError>();
  made->code = code;
  made->message = message.is_string() && !message.as_string().empty() ? message.as_string() : otherwise;
  return call.evaluator.fail(std::move(made));
}

Value truth_or(const Call& call, int true_is) {
  if (call[0].is_absent()) return undefined();
  const int is_true = call.evaluator.truth(call[0]);
  return is_true < 0 ? failed() : Value::boolean(is_true == true_is);
}

}  // namespace

Value boolean(const Call& call) { return truth_or(call, 1); }
Value logical_not(const Call& call) { return truth_or(call, 0); }
Value exists(const Call& call) { return Value::boolean(!call[0].is_absent()); }

Value type(const Call& call) {
  const Value& value = call[0];
  if (value.is_absent()) return undefined();
  if (value.is_foreign()) return Value::string("function");
  switch (value.type()) {
    case Value::Type::Null: return Value::string("null");
    case Value::Type::Boolean: return Value::string("boolean");
    case Value::Type::Integer:
    case Value::Type::Double: return Value::string("number");
    case Value::Type::String: return Value::string("string");
    case Value::Type::Array: return Value::string("array");
    case Value::Type::Object: return Value::string("object");
  }
  return undefined();
}

Value error(const Call& call) { return own_error(call, "D3137", call[0], "$error() function evaluated"); }

Value assert(const Call& call) {
  if (call[0].is_boolean() && call[0].as_boolean()) return undefined();
  return own_error(call, "D3141", call[1], "$assert() statement failed");
}

}  // namespace pawl::jsonata::functions
