// The markers of a date/time picture, `[Y0001]` or `[MNn,3-3]`, and the text between them. Formatting and
// reading share them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/error.h"
#include "jsonata/integer_picture.h"

namespace pawl::jsonata {

/// A marker, or (component 0) text that stands for itself.
struct DateTimeField {
  enum class Names : uint8_t { kNone, kLower, kUpper, kTitle };

  [[nodiscard]] bool is_text() const { return component == 0; }
  [[nodiscard]] bool is_zone() const { return component == 'Z' || component == 'z'; }
  /// Month and weekday names, am and pm.
  [[nodiscard]] bool is_name() const { return names != Names::kNone || component == 'P'; }
  /// A name with its letters in the case, and cut to the width, that the marker wants.
  [[nodiscard]] std::string shape(std::string_view lower_name) const;

  char component = 0;
  std::string text;
  Names names = Names::kNone;
  bool zero_is_z = false;              // the modifier t
  IntegerPicture number;               // where it is no name
  std::optional<int64_t> width_most;   // of names
  std::optional<int64_t> year_digits;  // of Y: how many of its last digits count
};

/// D3131 to D3133, D3135.
Expected<std::vector<DateTimeField>> parse_date_time_picture(std::string_view picture);

/// `january` is 1, `monday` is 1; empty outside. In lower case.
std::string_view month_name(int64_t month);
std::string_view weekday_name(int64_t day);

}  // namespace pawl::jsonata
