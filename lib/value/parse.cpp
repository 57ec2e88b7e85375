#include "value/parse.h"

#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "value/number_text.h"

namespace pawl {
namespace {

/// Builds values bottom up: the elements of open containers wait on one stack and move into a node of the
/// right size.
class ValueHandler {
 public:
  explicit ValueHandler(JsonNumbers numbers) : numbers_(numbers) {}
  void null(size_t, size_t) { items_.emplace_back(); }
  void boolean(bool b, size_t, size_t) { items_.push_back(Value::boolean(b)); }
  void number(std::string_view text, bool integral, size_t) {
    Value value = number_from_text(text, integral);
    items_.push_back(numbers_ == JsonNumbers::AsWritten || value.is_int64() ? std::move(value)
                                                                            : narrowed(value.as_double()));
  }
  void string(std::string_view text, size_t, size_t) { items_.push_back(Value::string(text)); }
  void key(std::string_view text, size_t, size_t) {
    items_.push_back(text.size() > 14 ? interned(text) : Value::string(text));
  }
  void begin_array(size_t) { starts_.push_back(items_.size()); }
  void begin_object(size_t) { starts_.push_back(items_.size()); }

  void end_array(size_t) {
    const size_t start = pop_start();
    ArrayBuilder builder(items_.size() - start);
    for (size_t i = start; i < items_.size(); ++i) builder.push(std::move(items_[i]));
    items_.resize(start);
    items_.push_back(builder.finish());
  }

  void end_object(size_t) {
    const size_t start = pop_start();
    ObjectBuilder builder((items_.size() - start) / 2);
    for (size_t i = start; i < items_.size(); i += 2) builder.set(items_[i], std::move(items_[i + 1]));
    items_.resize(start);
    items_.push_back(builder.finish());
  }

  Value take() { return std::move(items_.back()); }
  /// Forgets the values of a text; the keys stay.
  void clear() {
    items_.clear();
    starts_.clear();
  }

 private:
  size_t pop_start() {
    const size_t start = starts_.back();
    starts_.pop_back();
    return start;
  }

  /// Long keys repeat from object to object; a small direct-mapped table makes them share their text.
  const Value& interned(std::string_view text) {
    const size_t slot = (text.size() * 31 + static_cast<unsigned char>(text.front()) * 7 +
                         static_cast<unsigned char>(text.back())) %
                        kKeys;
    if (!keys_[slot].is_string() || keys_[slot].as_string() != text) keys_[slot] = Value::string(text);
    return keys_[slot];
  }

  static Value narrowed(double number) {
    constexpr double kBound = 0x1p63;
    const bool whole = number >= -kBound && number < kBound && std::trunc(number) == number;
    return whole ? Value::integer(static_cast<int64_t>(number)) : Value::real(number);
  }

  static constexpr size_t kKeys = 64;
  JsonNumbers numbers_;
  std::vector<Value> items_;
  std::vector<size_t> starts_;
  Value keys_[kKeys];
};

}  // namespace

Value number_from_text(std::string_view text, bool integral) {
  if (!integral) return Value::real(text_to_double(text));
  int64_t n = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), n).ec == std::errc()) return Value::integer(n);
  return Value::big_integer(text);
}

LineColumn line_column(std::string_view text, size_t offset) {
  LineColumn place;
  offset = std::min(offset, text.size());
  for (size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if (!utf8::is_continuation(text[i])) {
      ++place.column;
    }
  }
  return place;
}

tl::expected<Value, JsonError> try_parse_json(std::string_view text, JsonNumbers numbers) {
  ValueHandler handler(numbers);
  JsonScanner<ValueHandler> scanner(text, handler, kMaxDepth);
  if (!scanner.scan()) return tl::unexpected<JsonError>(scanner.error());
  return handler.take();
}

struct JsonParser::Tables {
  ValueHandler handler{JsonNumbers::AsWritten};
};

JsonParser::JsonParser() : tables_(std::make_unique<Tables>()) {}
JsonParser::~JsonParser() = default;

tl::expected<Value, JsonError> JsonParser::parse(std::string_view text) {
  tables_->handler.clear();
  JsonScanner<ValueHandler> scanner(text, tables_->handler, kMaxDepth);
  if (!scanner.scan()) return tl::unexpected<JsonError>(scanner.error());
  return tables_->handler.take();
}

Result<Value> parse_json(std::string_view text) {
  auto value = try_parse_json(text);
  if (value) return std::move(*value);
  const LineColumn place = line_column(text, value.error().offset);
  return fail("line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " +
              value.error().message);
}

}  // namespace pawl
