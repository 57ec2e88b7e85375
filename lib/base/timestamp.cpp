#include "base/timestamp.h"

#include <chrono>
#include <cstdio>

namespace pawl {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int64_t kMillisPerDay = 86'400'000;

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

void two_digits(char* out, int64_t n) {
  out[0] = static_cast<char>('0' + n / 10);
  out[1] = static_cast<char>('0' + n % 10);
}

/// Reads exactly `count` digits at the front of `text` and removes them; -1 when there are fewer.
int take_digits(std::string_view& text, size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// The offset from UTC in seconds: `Z`, `+hh:mm`, `-hh:mm`, with optional `:ss`.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  int sign = 0;
  if (take(text, '+')) sign = 1;
  else if (take(text, '-')) sign = -1;
  else return std::nullopt;
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 18 || !take(text, ':')) return std::nullopt;
  const int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  int seconds = 0;
  if (take(text, ':')) {
    seconds = take_digits(text, 2);
    if (seconds < 0 || seconds > 59) return std::nullopt;
  }
  return sign * (hours * 3600 + minutes * 60 + seconds);
}

}  // namespace

bool format_timestamp_to(Millis at, char* out) {
  const int64_t day = floor_div(at, kMillisPerDay);
  int64_t rest = at - day * kMillisPerDay;
  const std::chrono::year_month_day date{sys_days{days{day}}};
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) return false;
  two_digits(out, year / 100);
  two_digits(out + 2, year % 100);
  out[4] = '-';
  two_digits(out + 5, static_cast<unsigned>(date.month()));
  out[7] = '-';
  two_digits(out + 8, static_cast<unsigned>(date.day()));
  out[10] = 'T';
  two_digits(out + 11, rest / 3'600'000);
  out[13] = ':';
  two_digits(out + 14, rest / 60'000 % 60);
  out[16] = ':';
  two_digits(out + 17, rest / 1000 % 60);
  out[19] = '.';
  rest %= 1000;
  out[20] = static_cast<char>('0' + rest / 100);
  two_digits(out + 21, rest % 100);
  out[23] = 'Z';
  return true;
}

std::string format_timestamp(Millis at) {
  char text[32];
  if (format_timestamp_to(at, text)) return {text, 24};
  const int64_t day = floor_div(at, kMillisPerDay);
  const std::chrono::year_month_day date{sys_days{days{day}}};
  // 400 years are a whole number of days, so the time of day and the calendar repeat.
  constexpr int64_t kCycle = 146'097;
  format_timestamp_to(at - floor_div(day, kCycle) * kCycle * kMillisPerDay, text);
  const int year = static_cast<int>(date.year());
  char head[16];
  std::snprintf(head, sizeof head, "%c%06d", year < 0 ? '-' : '+', year < 0 ? -year : year);
  return std::string(head) + std::string(text + 4, 20);
}

std::optional<PreciseTimestamp> parse_precise_timestamp(std::string_view text) {
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return std::nullopt;
  const int month = take_digits(text, 2);
  if (month < 0 || !take(text, '-')) return std::nullopt;
  const int day = take_digits(text, 2);
  if (day < 0 || !take(text, 'T')) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  int second = 0;
  int64_t nanoseconds = 0;
  if (take(text, ':')) {
    second = take_digits(text, 2);
    if (second < 0 || second > 59) return std::nullopt;
    if (take(text, '.')) {
      int64_t unit = 100'000'000;
      size_t digits = 0;
      for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits) {
        nanoseconds += unit * (text.front() - '0');
        unit /= 10;
      }
      if (digits == 0) return std::nullopt;
    }
  }
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const int64_t seconds = int64_t{sys_days{date}.time_since_epoch().count()} * 86'400 + hour * 3600 +
                          minute * 60 + second - *offset;
  return PreciseTimestamp{seconds, static_cast<int32_t>(nanoseconds)};
}

std::optional<Millis> parse_timestamp(std::string_view text) {
  const auto precise = parse_precise_timestamp(text);
  if (!precise) return std::nullopt;
  return precise->seconds * 1000 + precise->nanoseconds / 1'000'000;
}

}  // namespace pawl
