#include <cmath>

#include "base/utf8.h"
#include "jsonata/encoding.h"
#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/letter_case.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata::functions {
namespace {

Value text_or_error(const Call& call, Expected<std::string> text) {
  return text ? Value::string(*text) : call.evaluator.fail(std::move(text.error()));
}

/// A position as Array.slice has it: cut towards zero, from the end if negative, held within 0..size.
size_t slice_position(double position, size_t size) {
  position = std::trunc(position);
  if (position < 0) position += static_cast<double>(size);
  if (std::isnan(position) || position < 0) return 0;
  return position > static_cast<double>(size) ? size : static_cast<size_t>(position);
}

}  // namespace

Value string(const Call& call) {
  return call.evaluator.text_of(call[0], call[1].is_boolean() && call[1].as_boolean());
}

Value substring(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view text = call[0].as_string();
  const size_t size = utf8::count(text);
  double start = call[1].is_absent() ? 0 : call[1].as_double();
  if (static_cast<double>(size) + start < 0) start = 0;
  double end = static_cast<double>(size);
  if (!call[2].is_absent()) {
    const double wanted = call[2].as_double();
    if (wanted <= 0) return Value::string("");
    end = start >= 0 ? start + wanted : static_cast<double>(size) + start + wanted;
  }
  const size_t from = slice_position(start, size);
  const size_t to = slice_position(end, size);
  if (to <= from) return Value::string("");
  if (size == text.size()) return Value::string(text.substr(from, to - from));
  const size_t begin = utf8::offset_of(text, from);
  const std::string_view rest = text.substr(begin);
  return Value::string(rest.substr(0, utf8::offset_of(rest, to - from)));
}

Value substring_before(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view text = call[0].as_string();
  const size_t at = text.find(call[1].is_absent() ? std::string_view("undefined") : call[1].as_string());
  return at == std::string_view::npos ? call[0] : Value::string(text.substr(0, at));
}

Value substring_after(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view text = call[0].as_string();
  const std::string_view mark = call[1].is_absent() ? std::string_view("undefined") : call[1].as_string();
  const size_t at = text.find(mark);
  return at == std::string_view::npos ? call[0] : Value::string(text.substr(at + mark.size()));
}

Value lowercase(const Call& call) {
  return call[0].is_absent() ? undefined() : Value::string(to_lower(call[0].as_string()));
}
Value uppercase(const Call& call) {
  return call[0].is_absent() ? undefined() : Value::string(to_upper(call[0].as_string()));
}

Value length(const Call& call) {
  if (call[0].is_absent()) return undefined();
  return jsonata::number(static_cast<uint64_t>(utf8::count(call[0].as_string())));
}

Value trim(const Call& call) {
  if (call[0].is_absent()) return undefined();
  std::string text;
  bool is_after_blank = true;
  for (const char c : call[0].as_string()) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) text += c;
    else if (!is_after_blank) text += ' ';
    is_after_blank = is_blank;
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return Value::string(text);
}

Value pad(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view text = call[0].as_string();
  const double width = call[1].is_absent() ? 0 : call[1].as_double();
  const bool has_filler = !call[2].is_absent() && utf8::count(call[2].as_string()) > 0;
  const std::string_view filler = has_filler ? call[2].as_string() : std::string_view(" ");
  const double missing = std::trunc(std::fabs(width) - static_cast<double>(utf8::count(text)));
  if (!(missing > 0)) return call[0];
  if (missing > 1e10 || !call.evaluator.text_fits(text.size() + static_cast<size_t>(missing))) {
    return call.evaluator.out_of_memory();
  }
  const auto characters = static_cast<size_t>(missing);
  const size_t per_filler = utf8::count(filler);
  std::string padding;
  for (size_t n = 0; n < characters / per_filler; ++n) {
    padding += filler;
    if (padding.size() > call.evaluator.limits().text) return call.evaluator.out_of_memory();
  }
  padding += filler.substr(0, utf8::offset_of(filler, characters % per_filler));
  return Value::string(width > 0 ? std::string(text) + padding : padding + std::string(text));
}

Value join(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const std::string_view separator = call[1].is_absent() ? std::string_view() : call[1].as_string();
  std::string text;
  for (const Value& item : call[0].items()) {
    if (&item != call[0].items().data()) text += separator;
    text += item.as_string();
    if (!call.evaluator.text_fits(text.size())) return failed();
  }
  return Value::string(text);
}

Value base64encode(const Call& call) {
  if (call[0].is_absent()) return undefined();
  return Value::string(base64_encode(call[0].as_string(),
                                     call.evaluator.is_aws() ? Base64Bytes::kUtf8 : Base64Bytes::kLatin1));
}

Value base64decode(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (!call.evaluator.is_aws())
    return Value::string(base64_decode(call[0].as_string(), Base64Bytes::kLatin1));
  if (is_strict_base64(call[0].as_string()))
    return Value::string(base64_decode(call[0].as_string(), Base64Bytes::kUtf8));
  auto error = std::make_unique<JsonataError>();
  error->kind = JsonataError::Kind::Internal;
  error->message = "The argument of the base64decode function is not valid base64";
  return call.evaluator.fail(std::move(error));
}

Value encode_url(const Call& call) {
  return call[0].is_absent() ? undefined() : text_or_error(call, jsonata::encode_url(call[0].as_string()));
}
Value encode_url_component(const Call& call) {
  return call[0].is_absent() ? undefined()
                             : text_or_error(call, jsonata::encode_url_component(call[0].as_string()));
}
Value decode_url(const Call& call) {
  return call[0].is_absent() ? undefined() : text_or_error(call, jsonata::decode_url(call[0].as_string()));
}
Value decode_url_component(const Call& call) {
  return call[0].is_absent() ? undefined()
                             : text_or_error(call, jsonata::decode_url_component(call[0].as_string()));
}

}  // namespace pawl::jsonata::functions
