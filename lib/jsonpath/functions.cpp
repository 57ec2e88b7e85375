#include <cmath>
#include <limits>

#include "jsonpath/evaluator.h"
#include "value/java_text.h"

namespace pawl::jsonpath {
namespace {

constexpr uint64_t kMaxText = 16 << 20;

class Call {
 public:
  Call(const FunctionCall& call, const Value& model, const Value& document, Session& session)
      : call_(call), model_(model), document_(document), session_(session) {}

  bool invoke(Value& out) {
    switch (call_.kind) {
      case FunctionKind::Avg:
      case FunctionKind::StdDev:
      case FunctionKind::Sum:
      case FunctionKind::Min:
      case FunctionKind::Max: return aggregate(out);
      case FunctionKind::Concat: return concat(out);
      case FunctionKind::Length: return length(out);
      case FunctionKind::Append: return append(out);
      case FunctionKind::Keys: return keys(out);
      case FunctionKind::First: return item(0, out);
      case FunctionKind::Last: return item(-1, out);
      case FunctionKind::Index: return indexed_item(out);
      case FunctionKind::Unknown: break;
    }
    return session_.fail(FailureKind::InvalidPath, "Function with name: " + call_.name + " does not exist.");
  }

 private:
  bool parameter(const Parameter& parameter, const Value& document, Value& out) {
    if (!parameter.path) {
      if (!parameter.json_error.empty()) return session_.fail(FailureKind::Other, parameter.json_error);
      out = parameter.json;
      return true;
    }
    if (session_.depth >= Session::kMaxDepth) {
      session_.exhausted = true;
      return session_.fail(FailureKind::Other, "The path nests too deeply");
    }
    ++session_.depth;
    Evaluator evaluator(*parameter.path, document, session_);
    const bool found = evaluator.run(document) && evaluator.take_result(out);
    --session_.depth;
    return found;
  }

  /// The parameters' values, the elements in place of an array.
  template <class Take>
  bool each_value(Take take) {
    for (const Parameter& p : call_.parameters) {
      Value value;
      if (!parameter(p, document_, value)) return false;
      if (!session_.spend(value.size() + 1)) return false;
      if (value.is_array()) {
        for (const Value& element : value.items()) take(element);
      } else {
        take(value);
      }
    }
    return true;
  }

  bool aggregate(Value& out) {
    double sum = 0, squares = 0, count = 0;
    double least = std::numeric_limits<double>::max(), most = std::numeric_limits<double>::denorm_min();
    const auto take = [&](const Value& value) {
      if (!value.is_number()) return;
      const double number = value.as_double();
      sum += number;
      squares += number * number;
      ++count;
      least = std::fmin(least, number);
      most = std::fmax(most, number);
    };
    if (!session_.spend(model_.size())) return false;
    for (const Value& element : model_.items()) take(element);
    if (!each_value(take)) return false;
    if (count == 0) {
      return session_.fail(FailureKind::Other,
                           "Aggregation function attempted to calculate value using empty array");
    }
    double result = sum;
    switch (call_.kind) {
      case FunctionKind::Avg: result = sum / count; break;
      case FunctionKind::StdDev: result = std::sqrt(squares / count - sum * sum / count / count); break;
      case FunctionKind::Min: result = least; break;
      case FunctionKind::Max: result = most; break;
      default: break;
    }
    if (!std::isfinite(result))
      return session_.fail(FailureKind::Other, "The result of " + call_.name + "() is not a finite number");
    out = Value::real(result);
    return true;
  }

  bool concat(Value& out) {
    std::string text;
    bool fits = true;
    if (!session_.spend(model_.size())) return false;
    for (const Value& element : model_.items()) {
      if (element.is_string()) text += element.as_string();
    }
    // Of an array everything is taken, of single parameters strings only.
    for (const Parameter& p : call_.parameters) {
      Value value;
      if (!parameter(p, document_, value)) return false;
      if (value.is_string()) text += value.as_string();
      for (const Value& element : value.items()) {
        if (!element.is_null())
          fits =
              fits && append_java_text(element, kMaxText - std::min<uint64_t>(kMaxText, text.size()), text);
      }
      if (!fits || text.size() > kMaxText)
        return session_.fail(FailureKind::Other, "The result of concat() is too long");
      if (!session_.spend(value.size() + text.size() / 64)) return false;
    }
    out = Value::string(text);
    return true;
  }

  /// The first parameter's path is read from the model here, and not from the root.
  bool length(Value& out) {
    if (!call_.parameters.empty()) {
      const Parameter& first = call_.parameters.front();
      if (!first.path) return session_.fail(FailureKind::Other, "length() takes a path");
      Value inner;
      if (!parameter(first, model_, inner)) return false;
      if (inner.is_array()) {
        out = Value::integer(static_cast<int64_t>(inner.size()));
        return true;
      }
    }
    out = model_.is_container() ? Value::integer(static_cast<int64_t>(model_.size())) : Value();
    return true;
  }

  bool append(Value& out) {
    out = model_;
    if (!model_.is_array() || call_.parameters.empty()) return true;
    ArrayBuilder items(model_.size() + call_.parameters.size());
    if (!session_.spend(model_.size())) return false;
    for (const Value& element : model_.items()) items.push(element);
    for (const Parameter& p : call_.parameters) {
      Value value;
      if (!parameter(p, document_, value)) return false;
      items.push(std::move(value));
    }
    out = items.finish();
    return true;
  }

  bool keys(Value& out) {
    if (!model_.is_object()) {
      out = Value();
      return true;
    }
    if (!session_.spend(model_.size())) return false;
    ArrayBuilder names(model_.size());
    for (const Member& member : model_.members()) names.push(member.key);
    out = names.finish();
    return true;
  }

  bool indexed_item(Value& out) {
    bool any = false;
    int64_t index = 0;
    const auto take = [&](const Value& value) {
      if (any || !value.is_number()) return;
      any = true;
      if (value.is_int64()) index = value.as_int64();
      else index = static_cast<int64_t>(std::fmax(-2147483648.0, std::fmin(2147483647.0, value.as_double())));
    };
    if (model_.is_array()) {
      if (!each_value(take)) return false;
      if (!any) return session_.fail(FailureKind::OutOfBounds, "Index 0 out of bounds for length 0");
    }
    return item(index, out);
  }

  bool item(int64_t index, Value& out) {
    if (!model_.is_array()) {
      return session_.fail(FailureKind::Other,
                           "Aggregation function attempted to calculate value using empty array");
    }
    const auto size = static_cast<int64_t>(model_.size());
    // The first element is out of reach from the end.
    if (index < 0 && index + size <= 0) {
      return session_.fail(FailureKind::Other, "Target index:" + std::to_string(index) +
                                                   " larger than object count:" + std::to_string(size));
    }
    if (index < 0) index += size;
    if (index >= size) {
      return session_.fail(FailureKind::OutOfBounds, "Index " + std::to_string(index) +
                                                         " out of bounds for length " + std::to_string(size));
    }
    out = model_.items()[static_cast<size_t>(index)];
    return true;
  }

  const FunctionCall& call_;
  const Value& model_;
  const Value& document_;
  Session& session_;
};

}  // namespace

bool call_function(const FunctionCall& call, const Value& model, const Value& document, Session& session,
                   Value& out) {
  return Call(call, model, document, session).invoke(out);
}

}  // namespace pawl::jsonpath
