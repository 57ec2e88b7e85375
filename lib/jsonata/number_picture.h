// NumberPicture: the picture of $formatNumber, XPath's fn:format-number (F&O 3.1, 4.7). Parsed once, formats
// often.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/error.h"
#include "value/value.h"

namespace pawl::jsonata {

/// The characters and texts of a picture and of its result. Each is UTF-8; those that the picture is read by
/// are one character, except percent, per-mille and the pattern separator.
struct NumberSymbols {
  std::string decimal_separator = ".";
  std::string grouping_separator = ",";
  std::string exponent_separator = "e";
  std::string infinity = "Infinity";
  std::string minus_sign = "-";
  std::string nan = "NaN";
  std::string percent = "%";
  std::string per_mille = "\u2030";
  std::string zero_digit = "0";
  std::string digit = "#";
  std::string pattern_separator = ";";

  /// The defaults with the members of $formatNumber's options ("decimal-separator", ...). Unknown members and
  /// those that are no strings do not count; null means no options.
  static NumberSymbols from_options(const Value& options);
};

class NumberPicture {
 public:
  /// D3080 to D3093 when the picture breaks a rule; of several the last one, as in jsonata-js.
  static Expected<NumberPicture> parse(std::string_view picture, NumberSymbols symbols = {});

  [[nodiscard]] std::string format(double number) const;
  /// Exact for whole numbers beyond 2^53, unless the picture has an exponent or a percent sign.
  [[nodiscard]] std::string format(int64_t number) const;

 private:
  enum class Scale : uint8_t { kOne, kPercent, kPerMille };

  struct SubPicture {
    std::string prefix;
    std::string suffix;
    Scale scale = Scale::kOne;
    bool has_exponent = false;
    size_t integer_least = 0;   // digits before the point
    int scaling_factor = 0;     // digits before the point of a number with an exponent
    size_t fraction_least = 0;  // digits after the point
    size_t fraction_most = 0;
    size_t exponent_least = 0;
    size_t group_size = 0;                // of the integer part, where it is regular; 0: see integer_groups
    std::vector<size_t> integer_groups;   // digits right of each separator, descending
    std::vector<size_t> fraction_groups;  // digits left of each separator, ascending
  };
  class Parser;

  [[nodiscard]] const SubPicture& sub_picture(bool negative) const { return subs_[negative ? 1 : 0]; }
  /// `integer` and `fraction` are ASCII digits without superfluous zeros, `exponent` counts if the picture
  /// has one.
  [[nodiscard]] std::string assemble(const SubPicture& sub, std::string integer, std::string fraction,
                                     int exponent) const;

  NumberSymbols symbols_;
  uint32_t zero_ = '0';
  SubPicture subs_[2];  // for numbers from 0 on, and for those below
};

}  // namespace pawl::jsonata
