// Pictures of $fromMillis and $toMillis, XPath's fn:format-dateTime (F&O 3.1, 9.8). Both are parsed once.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/date_time_field.h"
#include "jsonata/error.h"

namespace pawl::jsonata {

/// What $fromMillis writes with.
class DateTimeFormat {
 public:
  /// D3131 to D3133, D3135.
  static Expected<DateTimeFormat> parse(std::string_view picture);

  /// D3130, D3134: what a marker wants is not there.
  [[nodiscard]] Expected<std::string> format(int64_t millis, int offset_minutes = 0) const;

 private:
  std::vector<DateTimeField> fields_;
};

/// What $toMillis reads with.
class DateTimeReader {
 public:
  /// D3130 to D3133, D3135.
  static Expected<DateTimeReader> parse(std::string_view picture);

  /// The moment `text` shows; nullopt when it does not match (the undefined of $toMillis) or is no moment of
  /// a JavaScript date. What stands before the first part the picture has is that of `now`, what follows is
  /// the first or zero: a time without a date is one of today. D3136 when a part between others is missing.
  [[nodiscard]] Expected<std::optional<int64_t>> read(std::string_view text, int64_t now) const;

 private:
  /// What a field matches in the text.
  struct Part {
    enum class Kind : uint8_t { kText, kDigits, kLetters, kRoman, kWords, kName, kZone, kNothing };

    DateTimeField field;
    Kind kind = Kind::kNothing;
    int64_t exact_digits = 0;    // of numbers with another number right after; 0: as many as there are
    std::string zone_separator;  // between hours and minutes
  };
  class Matcher;

  std::vector<Part> parts_;
};

}  // namespace pawl::jsonata
