// The calendar of date/time pictures, $fromMillis and $toMillis without a picture, and time zone arguments.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jsonata/error.h"

namespace pawl::jsonata {

/// The largest distance from 1970 that a JavaScript date can have, in milliseconds.
inline constexpr int64_t kMostMillis = 8'640'000'000'000'000;
inline constexpr int64_t kMillisPerDay = 86'400'000;

/// The whole milliseconds of a number argument, cut towards zero; nullopt beyond kMostMillis and for NaN.
std::optional<int64_t> to_millis(double number);

/// $fromMillis(ms): `2018-03-23T10:33:36.617Z`. `offset_minutes` moves the clock and stands at the end
/// (`+05:30`).
std::string millis_to_iso(int64_t millis, int offset_minutes = 0);

/// $toMillis(text): an ISO 8601 date (year, month, day) or a date with a time down to seconds; D3110 if it is
/// none. Without an offset it is UTC; days 29 to 31 of shorter months are those of the next one.
Expected<int64_t> iso_to_millis(std::string_view text);

/// The third argument of $fromMillis, `+0100` (or `+01:00`), in minutes; D3134 if it is none.
Expected<int> parse_offset(std::string_view text);

/// A day of the Gregorian calendar, proleptic, with the year 0.
struct CivilDate {
  int64_t year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};

/// Days since 1970-01-01.
int64_t days_from_civil(CivilDate date);
CivilDate civil_from_days(int64_t days);
/// 1 = Monday, 7 = Sunday.
int weekday(int64_t days);
/// 1 = January 1st.
int day_of_year(int64_t days);

}  // namespace pawl::jsonata
