// JSON text to Value.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "value/json_scanner.h"
#include "value/value.h"

namespace pawl {

/// How deep JSON data may nest.
inline constexpr size_t kMaxDepth = 10'000;

struct LineColumn {
  size_t line = 1;    // 1-based
  size_t column = 1;  // 1-based, in code points
};
LineColumn line_column(std::string_view text, size_t offset);

/// AsWritten: whole numbers keep all their digits, 1.0 stays a double. Narrowed: what is whole and fits 64
/// bits is an integer however it is written, all else a double.
enum class JsonNumbers : uint8_t { AsWritten, Narrowed };

/// RFC 8259, strict; of equal keys the last value wins at the first one's place. -0 is 0.
tl::expected<Value, JsonError> try_parse_json(std::string_view text,
                                              JsonNumbers numbers = JsonNumbers::AsWritten);
/// The same with the error as text: "line 1, column 5: expected ':'".
Result<Value> parse_json(std::string_view text);
/// try_parse_json() for one text after the other, without making its tables anew for each.
class JsonParser {
 public:
  JsonParser();
  JsonParser(const JsonParser&) = delete;
  JsonParser& operator=(const JsonParser&) = delete;
  ~JsonParser();
  tl::expected<Value, JsonError> parse(std::string_view text);

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};
/// A number as JSON text writes it (checked by the caller).
Value number_from_text(std::string_view text, bool integral);

}  // namespace pawl
