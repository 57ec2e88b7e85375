// IntegerPicture: the picture of $formatInteger and $parseInteger, XPath's fn:format-integer (F&O 3.1, 4.6),
// also used for the numbers in date/time pictures. Parsed once.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/error.h"

namespace pawl::jsonata {

class IntegerPicture {
 public:
  enum class Kind : uint8_t {
    kDecimal,
    kLetters,
    kRoman,
    kWords,
    kUnknown,  // a sequence that is not supported, `α` say
  };

  /// `#,##0;o`. D3131 when digits of two families meet. A sequence that is not supported is an error only
  /// when it is used.
  static Expected<IntegerPicture> parse(std::string_view picture);

  /// The whole part (towards minus infinity) as the picture says. D3130 for an unsupported sequence, and for
  /// texts beyond reason (Roman numerals from 10^9 on, widths above a million).
  [[nodiscard]] Expected<std::string> format(double number) const;
  [[nodiscard]] Expected<std::string> format(int64_t number) const;
  /// The same after what stands in `out`.
  [[nodiscard]] Expected<void> append(int64_t number, std::string& out) const;

  /// The number that `text` shows: digits of the picture's family with its separators, letters, Roman
  /// numerals, words. NaN when it shows none. D3130.
  [[nodiscard]] Expected<double> read(std::string_view text) const;

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_upper() const { return case_ == Case::kUpper; }
  [[nodiscard]] bool is_ordinal() const { return is_ordinal_; }
  /// The zero of its digit family.
  [[nodiscard]] uint32_t zero() const { return zero_; }
  /// Digits that are always there, and all that the picture shows; 0 if it is not decimal.
  [[nodiscard]] int64_t digits_least() const { return digits_least_; }
  [[nodiscard]] int64_t digits_shown() const { return digits_shown_; }
  void set_digits_least(int64_t count) { digits_least_ = count; }
  /// Whether there are separators, and all of them at the same distance.
  [[nodiscard]] bool has_regular_groups() const { return group_size_ > 0; }
  /// The separator of regular groups.
  [[nodiscard]] std::string_view separator() const { return separators_[0].text; }
  /// D3130 of this picture.
  [[nodiscard]] tl::unexpected<std::unique_ptr<JsonataError>> unsupported() const;

 private:
  enum class Case : uint8_t { kLower, kUpper, kTitle };

  /// A separator and how many digits stand right of it.
  struct Separator {
    int64_t digits_behind;
    std::string text;
  };

  Expected<void> parse_decimal(std::string_view picture);
  [[nodiscard]] Expected<void> append_digits(std::string_view digits, bool negative, std::string& out) const;
  void append_decimal(std::string_view digits, std::string& out) const;
  void append_cased(std::string_view lower_text, std::string& out) const;
  [[nodiscard]] double read_decimal(std::string_view text) const;

  Kind kind_ = Kind::kUnknown;
  Case case_ = Case::kLower;
  bool is_ordinal_ = false;
  uint32_t zero_ = '0';
  int64_t digits_least_ = 0;
  int64_t digits_shown_ = 0;
  int64_t group_size_ = 0;
  std::vector<Separator> separators_;  // from left to right
  std::string text_;                   // what D3130 shows
};

}  // namespace pawl::jsonata
