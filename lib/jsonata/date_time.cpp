#include "jsonata/date_time.h"

#include <cmath>
#include <cstdlib>

#include "base/ascii.h"

namespace pawl::jsonata {
namespace {

void two_digits(char* out, int64_t n) {
  out[0] = static_cast<char>('0' + n / 10);
  out[1] = static_cast<char>('0' + n % 10);
}

/// Reads ISO text from left to right.
class IsoText {
 public:
  explicit IsoText(std::string_view text) : left_(text) {}

  [[nodiscard]] bool at_end() const { return left_.empty(); }

  bool take(char c) {
    if (!next_is(c)) return false;
    left_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool next_is(char c) const { return !left_.empty() && left_.front() == c; }

  /// Exactly `count` digits; -1 when there are fewer.
  int take_number(size_t count) {
    if (left_.size() < count) return -1;
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!is_digit(left_[i])) return -1;
      value = value * 10 + (left_[i] - '0');
    }
    left_.remove_prefix(count);
    return value;
  }

  /// A fraction of a second in milliseconds, cut; -1 when there is no digit.
  int take_millis() {
    int value = 0;
    size_t count = 0;
    for (; count < left_.size() && is_digit(left_[count]); ++count) {
      if (count < 3) value = value * 10 + (left_[count] - '0');
    }
    left_.remove_prefix(count);
    for (size_t i = count; i < 3; ++i) value *= 10;
    return count == 0 ? -1 : value;
  }

 private:
  std::string_view left_;
};

bool within(int value, int least, int most) { return value >= least && value <= most; }

std::optional<int64_t> read_iso(std::string_view whole) {
  IsoText text(whole);
  CivilDate date{text.take_number(4), 1, 1};
  if (date.year < 0) return std::nullopt;
  if (text.take('-')) {
    date.month = text.take_number(2);
    if (!within(date.month, 1, 12)) return std::nullopt;
    if (text.take('-')) {
      date.day = text.take_number(2);
      if (!within(date.day, 1, 31)) return std::nullopt;
    }
  }
  int64_t millis = days_from_civil(date) * kMillisPerDay;
  if (text.take('T')) {
    const int hour = text.take_number(2);
    const int minute = text.take(':') ? text.take_number(2) : -1;
    const int second = text.take(':') ? text.take_number(2) : -1;
    const int milli = text.take('.') ? text.take_millis() : 0;
    if (!within(hour, 0, 24) || !within(minute, 0, 59) || !within(second, 0, 59) || milli < 0)
      return std::nullopt;
    const int64_t time = ((hour * 60 + minute) * 60 + second) * 1000LL + milli;
    if (time > kMillisPerDay) return std::nullopt;
    millis += time;
    const bool east = text.next_is('+');
    if (text.take('+') || text.take('-')) {
      const int hours = text.take_number(2);
      text.take(':');
      const int minutes = text.take_number(2);
      if (!within(hours, 0, 23) || !within(minutes, 0, 59)) return std::nullopt;
      const int64_t offset = (hours * 60 + minutes) * 60'000LL;
      millis += east ? -offset : offset;
      return text.at_end() ? std::optional(millis) : std::nullopt;
    }
  }
  text.take('Z');
  return text.at_end() ? std::optional(millis) : std::nullopt;
}

}  // namespace

std::optional<int64_t> to_millis(double number) {
  if (!(std::fabs(number) <= static_cast<double>(kMostMillis))) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::string millis_to_iso(int64_t millis, int offset_minutes) {
  millis += offset_minutes * 60'000LL;
  int64_t days = millis / kMillisPerDay;
  int64_t time = millis % kMillisPerDay;
  if (time < 0) {
    --days;
    time += kMillisPerDay;
  }
  const CivilDate date = civil_from_days(days);
  // The picture of this form shows four digits of the year, never more.
  const int64_t year = std::abs(date.year) % 10'000;
  char text[] = "-0000-00-00T00:00:00.000+00:00";
  two_digits(text + 1, year / 100);
  two_digits(text + 3, year % 100);
  two_digits(text + 6, date.month);
  two_digits(text + 9, date.day);
  two_digits(text + 12, time / 3'600'000);
  two_digits(text + 15, time / 60'000 % 60);
  two_digits(text + 18, time / 1000 % 60);
  text[21] = static_cast<char>('0' + time % 1000 / 100);
  two_digits(text + 22, time % 100);
  char* end = text + 30;
  if (offset_minutes == 0) {
    text[24] = 'Z';
    end = text + 25;
  } else {
    const int distance = std::abs(offset_minutes);
    if (offset_minutes < 0) text[24] = '-';
    two_digits(text + 25, distance / 60);
    two_digits(text + 28, distance % 60);
  }
  return std::string(date.year < 0 ? text : text + 1, end);
}

Expected<int64_t> iso_to_millis(std::string_view text) {
  if (const auto millis = read_iso(text)) return *millis;
  return error("D3110", {}, Value::string(text));
}

Expected<int> parse_offset(std::string_view text) {
  std::string_view digits = text;
  const bool west = digits.starts_with('-');
  if (west || digits.starts_with('+')) digits.remove_prefix(1);
  int hours = 0, minutes = 0;
  bool valid = !digits.empty() && digits.size() <= 5;
  if (digits.size() == 5) {
    IsoText parts(digits);
    hours = parts.take_number(2);
    valid = parts.take(':');
    minutes = parts.take_number(2);
  } else if (valid) {
    const int both = IsoText(digits).take_number(digits.size());
    valid = both >= 0;
    hours = both / 100;
    minutes = both % 100;
  }
  if (!valid || hours < 0 || minutes < 0) return error("D3134", {}, Value::string(text));
  const int offset = hours * 60 + minutes;
  return west ? -offset : offset;
}

int64_t days_from_civil(CivilDate date) {
  // Years from March on, in eras of 400.
  const int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day - 719'468;
}

CivilDate civil_from_days(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int64_t day_of_era = days - era * 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t from_march = (5 * day + 2) / 153;
  const int month = static_cast<int>(from_march < 10 ? from_march + 3 : from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(day - (153 * from_march + 2) / 5 + 1)};
}

int weekday(int64_t days) { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

int day_of_year(int64_t days) {
  return static_cast<int>(days - days_from_civil({civil_from_days(days).year, 1, 1})) + 1;
}

}  // namespace pawl::jsonata
