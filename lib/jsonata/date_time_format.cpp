#include <cstdlib>

#include "jsonata/date_time.h"
#include "jsonata/date_time_picture.h"

namespace pawl::jsonata {
namespace {

/// Bytes that a date may have; only widths of many digits go there.
constexpr size_t kMostText = size_t{1} << 24;

/// A moment on the clock and in the calendar of its offset.
class Moment {
 public:
  Moment(int64_t millis, int offset_minutes) : offset_(offset_minutes) {
    millis += offset_minutes * 60'000LL;
    days_ = millis / kMillisPerDay;
    time_ = millis % kMillisPerDay;
    if (time_ < 0) {
      --days_;
      time_ += kMillisPerDay;
    }
    date_ = civil_from_days(days_);
  }

  [[nodiscard]] int64_t number(char component) const {
    switch (component) {
      case 'Y': return date_.year;
      case 'M': return date_.month;
      case 'D': return date_.day;
      case 'd': return day_of_year(days_);
      case 'F': return weekday(days_);
      case 'W': return (day_of_year(thursday()) - 1) / 7 + 1;
      case 'w': return (civil_from_days(thursday()).day - 1) / 7 + 1;
      case 'X': return civil_from_days(thursday()).year;
      case 'x': return civil_from_days(thursday()).month;
      case 'H': return hour();
      case 'h': return (hour() + 11) % 12 + 1;
      case 'm': return time_ / 60'000 % 60;
      case 's': return time_ / 1000 % 60;
      default: return time_ % 1000;
    }
  }

  [[nodiscard]] std::string_view name(char component) const {
    switch (component) {
      case 'M':
      case 'x': return month_name(number(component));
      case 'F': return weekday_name(number('F'));
      case 'P': return hour() < 12 ? "am" : "pm";
      default: return "ISO";
    }
  }

  [[nodiscard]] int offset() const { return offset_; }

 private:
  [[nodiscard]] int64_t hour() const { return time_ / 3'600'000; }
  /// The Thursday of the same week: the week belongs to its month and year.
  [[nodiscard]] int64_t thursday() const { return days_ - weekday(days_) + 4; }

  int offset_;
  int64_t days_;
  int64_t time_;
  CivilDate date_;
};

Expected<void> append_zone(const DateTimeField& field, int offset, std::string& out) {
  constexpr int64_t kMostDigits = 4;
  const IntegerPicture& picture = field.number;
  if (picture.kind() != IntegerPicture::Kind::kDecimal) return error("D3134");
  if (picture.digits_least() > kMostDigits) return error("D3134", {}, Value::integer(picture.digits_least()));
  if (offset == 0 && field.zero_is_z) {
    out += 'Z';
    return {};
  }
  const int hours = std::abs(offset) / 60;
  const int minutes = std::abs(offset) % 60;
  if (field.component == 'z') out += "GMT";
  out += offset < 0 ? '-' : '+';
  if (picture.has_regular_groups() || picture.digits_least() > 2)
    return picture.append(hours * 100 + minutes, out);
  if (auto done = picture.append(hours, out); !done || minutes == 0) return done;
  out += ':';
  out += static_cast<char>('0' + minutes / 10);
  out += static_cast<char>('0' + minutes % 10);
  return {};
}

Expected<void> append_field(const DateTimeField& field, const Moment& moment, std::string& out) {
  switch (field.component) {
    case 0: out += field.text; return {};
    case 'C':
    case 'E': out += moment.name(field.component); return {};
    case 'P':
      out += field.names == DateTimeField::Names::kUpper ? (moment.name('P') == "am" ? "AM" : "PM")
                                                         : moment.name('P');
      return {};
    case 'Z':
    case 'z': return append_zone(field, moment.offset(), out);
    default: break;
  }
  if (field.is_name()) {
    out += field.shape(moment.name(field.component));
    return {};
  }
  int64_t number = moment.number(field.component);
  if (field.year_digits && *field.year_digits < 18) {
    int64_t limit = 1;
    for (int64_t i = 0; i < *field.year_digits; ++i) limit *= 10;
    number %= limit;
  }
  return field.number.append(number, out);
}

}  // namespace

Expected<DateTimeFormat> DateTimeFormat::parse(std::string_view picture) {
  auto fields = parse_date_time_picture(picture);
  if (!fields) return tl::unexpected(std::move(fields.error()));
  DateTimeFormat format;
  format.fields_ = *std::move(fields);
  return format;
}

Expected<std::string> DateTimeFormat::format(int64_t millis, int offset_minutes) const {
  const Moment moment(millis, offset_minutes);
  std::string out;
  for (const auto& field : fields_) {
    if (auto done = append_field(field, moment, out); !done) return tl::unexpected(std::move(done.error()));
    if (out.size() > kMostText) return field.number.unsupported();
  }
  return out;
}

}  // namespace pawl::jsonata
