#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/utf8.h"
#include "jsonata/date_time.h"
#include "jsonata/date_time_picture.h"
#include "jsonata/integer_words.h"

namespace pawl::jsonata {
namespace {

/// Bytes of text that matching may look at in all: backtracking ends there.
constexpr size_t kMostWork = 4'000'000;
/// What looking for a number word counts.
constexpr size_t kWordWork = 16;
/// Numbers above this are in no date that JavaScript knows.
constexpr double kMostNumber = 1e15;

bool is_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

bool starts_with_lower(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char a, char b) { return ascii_lower(a) == ascii_lower(b); });
}

bool is_roman(char c) { return std::string_view("mdclxvi").find(ascii_lower(c)) != std::string_view::npos; }

/// What the markers of a picture have said, by component.
class Components {
 public:
  void set(char component, int64_t value) { values_[slot(component)] = value; }
  /// It is there, but what it says is no number.
  void set_unreadable(char component) {
    set(component, 0);
    unreadable_ += component;
  }
  [[nodiscard]] bool has(char component) const { return values_[slot(component)].has_value(); }
  [[nodiscard]] int64_t operator[](char component) const { return values_[slot(component)].value_or(0); }

  [[nodiscard]] bool are_readable(std::string_view some) const {
    return unreadable_.find_first_of(some) == std::string::npos;
  }

  /// Whether at least one of `all` is there and not zero, and all such are among `some`.
  [[nodiscard]] bool are_among(std::string_view some, std::string_view all) const {
    bool any = false;
    for (const char component : all) {
      if ((*this)[component] == 0) continue;
      if (some.find(component) == std::string_view::npos) return false;
      any = true;
    }
    return any;
  }

 private:
  static size_t slot(char component) { return static_cast<size_t>(component - 'A'); }
  std::array<std::optional<int64_t>, 'z' - 'A' + 1> values_;
  std::string unreadable_;
};

constexpr std::string_view kDateComponents = "YXMxWwdD";
constexpr std::string_view kTimeComponents = "PHhmsf";

/// The parts of `now` in front of the first component that is there, zero or the first day after it.
Expected<void> fill_gaps(std::string_view order, int64_t now, Components& components) {
  const int64_t days = (now - (now % kMillisPerDay + kMillisPerDay) % kMillisPerDay) / kMillisPerDay;
  const int64_t time = now - days * kMillisPerDay;
  const CivilDate date = civil_from_days(days);
  bool started = false, ended = false;
  for (const char component : order) {
    if (components.has(component)) {
      if (ended) return error("D3136");
      started = true;
    } else if (started) {
      ended = true;
      components.set(component, component == 'M' || component == 'D' ? 1 : 0);
    } else {
      switch (component) {
        case 'Y': components.set('Y', date.year); break;
        case 'M': components.set('M', date.month); break;
        case 'D': components.set('D', date.day); break;
        case 'H': components.set('H', time / 3'600'000); break;
        case 'm': components.set('m', time / 60'000 % 60); break;
        case 's': components.set('s', time / 1000 % 60); break;
        case 'f': components.set('f', time % 1000); break;
        default: break;
      }
    }
  }
  return {};
}

/// Which components make the date and the time, and the moment that they are.
Expected<std::optional<int64_t>> moment_of(Components components, int64_t now) {
  const auto dates_are = [&](std::string_view some) { return components.are_among(some, kDateComponents); };
  const bool by_month = dates_are("YMD");
  const bool by_day_of_year = !by_month && dates_are("Yd");
  const bool by_week = !by_month && !by_day_of_year && (dates_are("Xxw") || dates_are("XW"));
  const bool half_days =
      !components.are_among("Hmsf", kTimeComponents) && components.are_among("Phmsf", kTimeComponents);
  if (by_week) return error("D3136");  // jsonata-js does not read weeks either
  const std::string order = std::string(by_day_of_year ? "YD" : "YMD") + (half_days ? "Phmsf" : "Hmsf");
  if (auto filled = fill_gaps(order, now, components); !filled)
    return tl::unexpected(std::move(filled.error()));

  if (!components.are_readable(order)) return std::nullopt;

  CivilDate date{components['Y'], 1, 1};
  if (date.year >= 0 && date.year < 100) date.year += 1900;
  int64_t day = components['D'];
  if (by_day_of_year) {
    const CivilDate that_day = civil_from_days(days_from_civil(date) + components['d'] - 1);
    date.month = that_day.month;
    day = that_day.day;
  } else {
    const int64_t month = std::max<int64_t>(components['M'] - 1, 0);
    date.year += month / 12;
    date.month = static_cast<int>(month % 12) + 1;
  }
  int64_t hour = components['H'];
  if (half_days) hour = (components['h'] == 12 ? 0 : components['h']) + (components['P'] == 1 ? 12 : 0);

  const double days = static_cast<double>(days_from_civil(date) + day - 1);
  const double minutes =
      static_cast<double>(hour) * 60 + static_cast<double>(components['m'] - components['Z']);
  const double millis = days * static_cast<double>(kMillisPerDay) + minutes * 60'000 +
                        static_cast<double>(components['s']) * 1000 + static_cast<double>(components['f']);
  return to_millis(millis);
}

}  // namespace

/// Finds where each part begins and ends: the longest first, shorter ones when what follows does not match.
class DateTimeReader::Matcher {
 public:
  Matcher(const std::vector<Part>& parts, std::string_view text) : parts_(parts), text_(text) {}

  /// False when the text does not match, or only after more work than it is worth.
  bool match() {
    size_t begin = 0;
    ends_.reserve(parts_.size());
    for (;;) {
      if (ends_.size() == parts_.size()) {
        if (begin == text_.size()) return true;
      } else if (const size_t end = longest(parts_[ends_.size()], begin); end != kNone) {
        ends_.push_back(end);
        begin = end;
        continue;
      }
      // The last part that can be shorter is.
      for (;;) {
        if (ends_.empty() || work_ > kMostWork) return false;
        const size_t its_begin = begin_of(ends_.size() - 1);
        const size_t end = shorter(parts_[ends_.size() - 1], its_begin, ends_.back());
        if (end != kNone) {
          ends_.back() = begin = end;
          break;
        }
        ends_.pop_back();
      }
    }
  }

  [[nodiscard]] std::string_view matched(size_t part) const {
    return text_.substr(begin_of(part), ends_[part] - begin_of(part));
  }

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  [[nodiscard]] size_t begin_of(size_t part) const { return part == 0 ? 0 : ends_[part - 1]; }

  template <class Accepts>
  size_t run(size_t begin, Accepts accepts) {
    size_t end = begin;
    while (end < text_.size() && accepts(text_[end])) ++end;
    work_ += end - begin + 1;
    return end;
  }

  size_t some(size_t begin, size_t end) const { return end == begin ? kNone : end; }

  size_t longest(const Part& part, size_t begin) {
    switch (part.kind) {
      case Part::Kind::kText:
        work_ += part.field.text.size();
        return starts_with_lower(text_.substr(begin), part.field.text) ? begin + part.field.text.size()
                                                                       : kNone;
      case Part::Kind::kDigits: return digits(part, begin);
      case Part::Kind::kLetters:
      case Part::Kind::kName: return some(begin, run(begin, is_letter));
      case Part::Kind::kRoman: return some(begin, run(begin, is_roman));
      case Part::Kind::kWords: return some(begin, words(begin, text_.size()));
      case Part::Kind::kZone: return zone(part, begin);
      default: return kNone;
    }
  }

  size_t shorter(const Part& part, size_t begin, size_t end) {
    ++work_;
    switch (part.kind) {
      case Part::Kind::kDigits: {
        if (part.exact_digits > 0 || part.field.number.is_ordinal()) return kNone;
        const size_t length = utf8::length_at(text_, begin);
        return some(begin, end - length);
      }
      case Part::Kind::kLetters:
      case Part::Kind::kName:
      case Part::Kind::kRoman: return some(begin, end - 1);
      case Part::Kind::kWords: return some(begin, words(begin, end - 1));
      case Part::Kind::kZone: return is_digit(text_[end - 2]) ? end - 1 : kNone;
      default: return kNone;
    }
  }

  size_t digits(const Part& part, size_t begin) {
    const uint32_t zero = part.field.number.zero();
    size_t end = begin;
    for (int64_t count = 0; end < text_.size() && (part.exact_digits == 0 || count < part.exact_digits);
         ++count) {
      size_t behind = end;
      const uint32_t c = utf8::next(text_, behind);
      if (c < zero || c >= zero + 10) break;
      end = behind;
      if (count + 1 == part.exact_digits) return suffix(part, begin, end);
    }
    return part.exact_digits > 0 ? kNone : suffix(part, begin, end);
  }

  /// The end after the `th` that an ordinal wants.
  size_t suffix(const Part& part, size_t begin, size_t end) {
    work_ += end - begin + 1;
    if (end == begin || !part.field.number.is_ordinal()) return some(begin, end);
    for (const std::string_view ending : {"th", "st", "nd", "rd"}) {
      if (starts_with_lower(text_.substr(end), ending)) return end + ending.size();
    }
    return kNone;
  }

  /// The last end, at most `limit`, that number words from `begin` on can have.
  size_t words(size_t begin, size_t limit) {
    size_t end = begin;
    uint32_t ends = 1;  // bit n: words end n bytes after `at`
    for (size_t at = begin; ends != 0 && at <= limit; ++at, ends >>= 1) {
      if ((ends & 1) == 0) continue;
      end = at;
      ends |= number_word_lengths(text_.substr(at));
      work_ += kWordWork;
    }
    return end;
  }

  size_t zone(const Part& part, size_t begin) {
    if (part.field.component == 'z') {
      if (!starts_with_lower(text_.substr(begin), "GMT")) return kNone;
      begin += 3;
    }
    if (begin == text_.size() || (text_[begin] != '+' && text_[begin] != '-')) return kNone;
    ++begin;
    size_t end = run(begin, is_digit);
    if (end == begin || part.zone_separator.empty()) return some(begin, end);
    if (!text_.substr(end).starts_with(part.zone_separator)) return kNone;
    begin = end + part.zone_separator.size();
    end = run(begin, is_digit);
    return some(begin, end);
  }

  const std::vector<Part>& parts_;
  std::string_view text_;
  std::vector<size_t> ends_;  // of the parts that match so far
  size_t work_ = 0;
};

Expected<DateTimeReader> DateTimeReader::parse(std::string_view picture) {
  auto fields = parse_date_time_picture(picture);
  if (!fields) return tl::unexpected(std::move(fields.error()));
  using Kind = Part::Kind;
  using Sequence = IntegerPicture::Kind;
  DateTimeReader reader;
  for (auto& field : *fields) {
    Part part;
    if (field.is_text()) part.kind = Kind::kText;
    else if (field.component == 'C' || field.component == 'E')
      return error("D3133", {}, Value::string({&field.component, 1}));
    else if (field.is_name()) part.kind = Kind::kName;
    else if (field.is_zone()) {
      const bool readable = field.number.kind() == Sequence::kDecimal && field.number.digits_least() <= 4;
      part.kind = readable ? Kind::kZone : Kind::kNothing;
      if (field.number.has_regular_groups()) part.zone_separator = field.number.separator();
    } else {
      switch (field.number.kind()) {
        case Sequence::kDecimal: part.kind = Kind::kDigits; break;
        case Sequence::kLetters: part.kind = Kind::kLetters; break;
        case Sequence::kRoman: part.kind = Kind::kRoman; break;
        case Sequence::kWords: part.kind = Kind::kWords; break;
        default: return field.number.unsupported();
      }
      if (field.component == 'f' && part.kind != Kind::kDigits) part.kind = Kind::kNothing;
    }
    const bool is_number = part.kind != Kind::kText && part.kind != Kind::kName && !field.is_zone();
    if (is_number && !reader.parts_.empty() && reader.parts_.back().kind == Kind::kDigits &&
        reader.parts_.back().field.component != 'f') {
      Part& before = reader.parts_.back();
      before.exact_digits = std::max<int64_t>(1, before.field.number.digits_least());
    }
    part.field = std::move(field);
    reader.parts_.push_back(std::move(part));
  }
  return reader;
}

namespace {

/// The first three digits of a fraction of a second.
int64_t read_fraction(std::string_view text, uint32_t zero) {
  int64_t millis = 0;
  size_t at = 0;
  for (int count = 0; count < 3; ++count) {
    millis *= 10;
    if (at < text.size()) millis += utf8::next(text, at) - zero;
  }
  return millis;
}

/// The offset in minutes: `+5`, `+0530`, `GMT-05:30`.
int64_t read_zone(std::string_view text, std::string_view separator) {
  text.remove_prefix(text.find_first_of("+-"));
  const bool west = text.front() == '-';
  text.remove_prefix(1);
  size_t split = separator.empty() ? text.size() : text.find(separator);
  std::string_view hours = text.substr(0, split);
  std::string_view minutes = separator.empty() ? std::string_view() : text.substr(split + separator.size());
  if (separator.empty() && text.size() > 2) {
    hours = text.substr(0, text.size() - 2);
    minutes = text.substr(text.size() - 2);
  }
  const auto number = [](std::string_view digits) {
    constexpr size_t kMostDigits = 9;
    int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + std::min(digits.size(), kMostDigits), value);
    return value;
  };
  const int64_t offset = number(hours) * 60 + number(minutes);
  return west ? -offset : offset;
}

/// The number of a name, written as the field wants it or in another case; of several that look alike the
/// last.
std::optional<int64_t> read_name(std::string_view text, const DateTimeField& field) {
  if (field.component == 'P') {
    if (text.size() != 2 || ascii_lower(text[1]) != 'm') return std::nullopt;
    if (ascii_lower(text[0]) == 'a') return 0;
    return ascii_lower(text[0]) == 'p' ? std::optional<int64_t>(1) : std::nullopt;
  }
  const auto name_of = field.component == 'F' ? weekday_name : month_name;
  std::optional<int64_t> found;
  for (int64_t number = 1; !name_of(number).empty(); ++number) {
    const std::string name = field.shape(name_of(number));
    if (name.size() == text.size() && starts_with_lower(text, name)) found = number;
  }
  return found;
}

}  // namespace

Expected<std::optional<int64_t>> DateTimeReader::read(std::string_view text, int64_t now) const {
  Matcher matcher(parts_, text);
  if (!matcher.match()) return std::nullopt;
  Components components;
  bool any = false;
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const DateTimeField& field = part.field;
    const std::string_view matched = matcher.matched(i);
    if (part.kind == Part::Kind::kText) continue;
    any = true;
    if (part.kind == Part::Kind::kZone) {
      components.set('Z', read_zone(matched, part.zone_separator));
    } else if (part.kind == Part::Kind::kName) {
      if (const auto number = read_name(matched, field)) components.set(field.component, *number);
    } else if (field.component == 'f') {
      components.set('f', read_fraction(matched, field.number.zero()));
    } else {
      const auto number = field.number.read(matched);
      if (!number || *number > kMostNumber) return std::nullopt;
      if (std::isnan(*number)) components.set_unreadable(field.component);
      else components.set(field.component, static_cast<int64_t>(*number));
    }
  }
  if (!any) return std::nullopt;
  return moment_of(components, now);
}

}  // namespace pawl::jsonata
