#include <cmath>
#include <deque>

#include "base/digest.h"
#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/numbers.h"
#include "value/json_scanner.h"
#include "value/parse.h"

namespace pawl::jsonata::functions {
namespace {

/// D3137, the code that AWS gives the errors of its own functions.
Value refuse(const Call& call, std::string message) {
  auto made = std::make_unique<JsonataError>();
  made->code = "D3137";
  made->message = std::move(message);
  return call.evaluator.fail(std::move(made));
}

/// java.util.Random: the first nextDouble() after seeding.
double java_random(int64_t seed) {
  constexpr uint64_t kMultiplier = 0x5DEECE66Du;
  constexpr uint64_t kMask = (uint64_t{1} << 48) - 1;
  uint64_t state = (static_cast<uint64_t>(seed) ^ kMultiplier) & kMask;
  const auto next = [&state](int bits) {
    state = (state * kMultiplier + 0xB) & kMask;
    return state >> (48 - bits);
  };
  const uint64_t high = next(26);
  return static_cast<double>((high << 27) + next(27)) * 0x1.0p-53;
}

/// Sees to it that no object has a key twice.
class UniqueKeys {
 public:
  void null(size_t, size_t) {}
  void boolean(bool, size_t, size_t) {}
  void number(std::string_view text, bool integral, size_t) {
    const Value value = number_from_text(text, integral);
    is_ok_ = is_ok_ && std::isfinite(value.as_double());
  }
  void string(std::string_view, size_t, size_t) {}
  void key(std::string_view text, size_t, size_t) {
    const Value name = Value::string(text);
    if (open_.back().find(name) != nullptr) is_ok_ = false;
    else open_.back().append(name, Value());
  }
  void begin_array(size_t) {}
  void end_array(size_t) {}
  void begin_object(size_t) { open_.emplace_back(); }
  void end_object(size_t) { open_.pop_back(); }
  [[nodiscard]] bool is_ok() const { return is_ok_; }

 private:
  std::deque<ObjectBuilder> open_;
  bool is_ok_ = true;
};

}  // namespace

Value random(const Call& call) {
  if (!call[0].is_absent()) return Value::real(java_random(truncated(call[0])));
  return Value::real(static_cast<double>(call.evaluator.random().next() >> 11) * 0x1.0p-53);
}

Value partition(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const auto items = call[0].items();
  const int64_t wanted = call[1].is_absent() ? static_cast<int64_t>(items.size()) : truncated(call[1]);
  if (wanted < 0) return refuse(call, "Second argument must be zero or greater");
  if (wanted == 0 && !call.evaluator.is_aws())
    return refuse(call, "Second argument must be greater than zero");
  if (wanted == 0 || items.empty()) return undefined();
  const auto size = static_cast<size_t>(wanted);
  ArrayBuilder parts;
  for (size_t i = 0; i < items.size(); i += std::min(size, items.size() - i)) {
    if (!call.evaluator.tick()) return failed();
    ArrayBuilder part(std::min(size, items.size() - i));
    for (const Value& item : items.subspan(i, std::min(size, items.size() - i))) part.push(item);
    parts.push(part.finish());
  }
  return parts.finish();
}

Value range(const Call& call) {
  if (call[0].is_absent() || call[1].is_absent() || call[2].is_absent()) return undefined();
  const int64_t from = truncated(call[0]), to = truncated(call[1]), step = truncated(call[2]);
  if (step == 0 || (step > 0 ? from > to : from < to)) return undefined();
  const uint64_t distance = step > 0 ? static_cast<uint64_t>(to) - static_cast<uint64_t>(from)
                                     : static_cast<uint64_t>(from) - static_cast<uint64_t>(to);
  const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : uint64_t{0} - static_cast<uint64_t>(step);
  const uint64_t most = call.evaluator.limits().stepped_range;
  if (distance / stride >= most) return call.evaluator.out_of_memory();
  const uint64_t count = distance / stride + 1;
  ArrayBuilder builder(count);
  for (uint64_t i = 0; i < count; ++i) {
    builder.push(
        Value::integer(static_cast<int64_t>(static_cast<uint64_t>(from) + i * static_cast<uint64_t>(step))));
  }
  Value items = builder.finish();
  items.set_array_marks(kSequence);
  return items;
}

Value hash(const Call& call) {
  if (call[0].is_absent() || call[1].is_absent()) return undefined();
  if (const auto hex = digest(call[0].as_string(), call[1].as_string())) return Value::string(*hex);
  return refuse(call, "Invalid hash algorithm");
}

Value uuid(const Call& call) { return Value::string(random_uuid(call.evaluator.random())); }

Value parse(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view text = call[0].as_string();
  UniqueKeys keys;
  JsonScanner<UniqueKeys> scanner(text, keys, kMaxDepth);
  if (!scanner.scan() || !keys.is_ok()) return refuse(call, "Invalid JSON");
  auto value = try_parse_json(text, JsonNumbers::Narrowed);
  if (!value) return refuse(call, "Invalid JSON");
  return std::move(*value);
}

}  // namespace pawl::jsonata::functions
