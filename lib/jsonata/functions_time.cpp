#include "jsonata/date_time.h"
#include "jsonata/date_time_picture.h"
#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/numbers.h"
#include "jsonata/picture_cache.h"

namespace pawl::jsonata::functions {
namespace {

Value time_text(const Call& call, int64_t millis, const Value& picture, const Value& zone) {
  int offset = 0;
  if (zone.is_string()) {
    auto parsed = parse_offset(zone.as_string());
    if (!parsed) return call.evaluator.fail(std::move(parsed.error()));
    offset = *parsed;
  }
  if (!picture.is_string()) return Value::string(millis_to_iso(millis, offset));
  auto format = PictureCache<DateTimeFormat>::get(picture.as_string());
  if (!format) return call.evaluator.fail(std::move(format.error()));
  auto text = (*format)->format(millis, offset);
  return text ? Value::string(*text) : call.evaluator.fail(std::move(text.error()));
}

}  // namespace

Value now(const Call& call) { return time_text(call, call.evaluator.now(), call[0], call[1]); }
Value millis(const Call& call) { return Value::integer(call.evaluator.now()); }

Value from_millis(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const auto millis = jsonata::to_millis(call[0].as_double());
  if (!millis) return call.evaluator.fail("D3110", call[0]);
  return time_text(call, *millis, call[1], call[2]);
}

Value to_millis(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[1].is_absent()) {
    auto millis = iso_to_millis(call[0].as_string());
    return millis ? Value::integer(*millis) : call.evaluator.fail(std::move(millis.error()));
  }
  auto reader = PictureCache<DateTimeReader>::get(call[1].as_string());
  if (!reader) return call.evaluator.fail(std::move(reader.error()));
  auto millis = (*reader)->read(call[0].as_string(), call.evaluator.now());
  if (!millis) return call.evaluator.fail(std::move(millis.error()));
  return *millis ? Value::integer(**millis) : undefined();
}

}  // namespace pawl::jsonata::functions
