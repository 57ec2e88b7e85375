#include <algorithm>
#include <cmath>

#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/integer_picture.h"
#include "jsonata/number_picture.h"
#include "jsonata/number_text.h"
#include "jsonata/numbers.h"
#include "jsonata/picture_cache.h"
#include "value/compare.h"

namespace pawl::jsonata::functions {
namespace {

struct Total {
  double sum = 0;
  int64_t whole = 0;
  bool is_whole = true;
};

/// The sum; exact as long as every number is whole and the sum fits.
Total total_of(const Value& array, int64_t most) {
  Total total;
  for (const Value& item : array.items()) {
    if (total.is_whole) {
      int64_t next = 0;
      if (item.is_int64() && !__builtin_add_overflow(total.whole, item.as_int64(), &next) && next <= most &&
          next >= -most) {
        total.whole = next;
        continue;
      }
      total.is_whole = false;
      total.sum = static_cast<double>(total.whole);
    }
    total.sum += item.as_double();
  }
  if (total.is_whole) total.sum = static_cast<double>(total.whole);
  return total;
}

int64_t most_whole(const Call& call) {
  return call.evaluator.is_aws() ? std::numeric_limits<int64_t>::max() : kSafeInteger;
}

Value extreme(const Call& call, bool wants_larger) {
  const auto items = call[0].items();
  if (items.empty()) return undefined();
  const Value* best = &items[0];
  for (const Value& item : items) {
    if (item.is_double() && std::isnan(item.as_double())) return item;
    const std::partial_ordering order = compare_numbers(item, *best);
    if (wants_larger ? order > 0 : order < 0) best = &item;
  }
  return *best;
}

template <class T>
Value text_or_error(const Call& call, Expected<T> text) {
  return text ? Value::string(*text) : call.evaluator.fail(std::move(text.error()));
}

}  // namespace

Value sum(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const Total total = total_of(call[0], most_whole(call));
  return total.is_whole ? Value::integer(total.whole) : jsonata::number(total.sum);
}

Value count(const Call& call) {
  return jsonata::number(static_cast<uint64_t>(call[0].is_absent() ? 0 : call[0].size()));
}
Value max(const Call& call) { return extreme(call, true); }
Value min(const Call& call) { return extreme(call, false); }

Value average(const Call& call) {
  if (call[0].is_absent() || call[0].size() == 0) return undefined();
  return jsonata::number(total_of(call[0], most_whole(call)).sum / static_cast<double>(call[0].size()));
}

Value number(const Call& call) {
  const Value& value = call[0];
  if (value.is_absent()) return undefined();
  if (value.is_boolean()) return Value::integer(value.as_boolean() ? 1 : 0);
  if (value.is_number()) return value;
  if (auto parsed = number_of_text(value.as_string())) {
    if (!call.evaluator.is_aws() && parsed->is_int64())
      return jsonata::number(static_cast<double>(parsed->as_int64()));
    return *parsed;
  }
  return call.evaluator.fail("D3030", value);
}

Value floor(const Call& call) {
  if (call[0].is_absent() || call[0].is_int64()) return call[0];
  return jsonata::number(std::floor(call[0].as_double()));
}

Value ceil(const Call& call) {
  if (call[0].is_absent() || call[0].is_int64()) return call[0];
  return jsonata::number(std::ceil(call[0].as_double()));
}

Value round(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const int64_t precision = call[1].is_absent() ? 0 : truncated(call[1]);
  if (call[0].is_int64() && precision >= 0) return call[0];
  return jsonata::number(round_half_even(call[0].as_double(), precision));
}

Value abs(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[0].is_int64() && call[0].as_int64() != std::numeric_limits<int64_t>::min())
    return Value::integer(std::abs(call[0].as_int64()));
  return jsonata::number(std::fabs(call[0].as_double()));
}

Value sqrt(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[0].as_double() < 0) return call.evaluator.fail("D3060", call[0]);
  return jsonata::number(std::sqrt(call[0].as_double()));
}

Value power(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const double exponent = call[1].is_absent() ? std::nan("") : call[1].as_double();
  const double result = std::pow(call[0].as_double(), exponent);
  if (!std::isfinite(result))
    return call.evaluator.fail_type("D3061", call[0], call[1], JsonataError::kNowhere, {});
  return jsonata::number(result);
}

Value format_number(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view picture = call[1].is_absent() ? std::string_view() : call[1].as_string();
  const auto text = [&call](const NumberPicture& with) {
    return Value::string(call[0].is_int64() ? with.format(call[0].as_int64())
                                            : with.format(call[0].as_double()));
  };
  if (call[2].is_absent()) {
    auto cached = PictureCache<NumberPicture>::get(picture);
    return cached ? text(**cached) : call.evaluator.fail(std::move(cached.error()));
  }
  auto parsed = NumberPicture::parse(picture, NumberSymbols::from_options(call[2]));
  return parsed ? text(*parsed) : call.evaluator.fail(std::move(parsed.error()));
}

Value format_base(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const double radix = call[1].is_absent() ? 10 : call[1].as_double();
  return text_or_error(call, call[0].is_int64() ? jsonata::format_base(call[0].as_int64(), radix)
                                                : jsonata::format_base(call[0].as_double(), radix));
}

Value format_integer(const Call& call) {
  if (call[0].is_absent()) return undefined();
  auto picture =
      PictureCache<IntegerPicture>::get(call[1].is_absent() ? std::string_view() : call[1].as_string());
  if (!picture) return call.evaluator.fail(std::move(picture.error()));
  return text_or_error(call, call[0].is_int64() ? (*picture)->format(call[0].as_int64())
                                                : (*picture)->format(call[0].as_double()));
}

Value parse_integer(const Call& call) {
  if (call[0].is_absent()) return undefined();
  auto picture =
      PictureCache<IntegerPicture>::get(call[1].is_absent() ? std::string_view() : call[1].as_string());
  if (!picture) return call.evaluator.fail(std::move(picture.error()));
  auto read = (*picture)->read(call[0].as_string());
  return read ? jsonata::number(*read) : call.evaluator.fail(std::move(read.error()));
}

}  // namespace pawl::jsonata::functions
