#include "jsonata/number_picture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <span>

#include "base/utf8.h"
#include "jsonata/digits.h"
#include "jsonata/number_text.h"

namespace pawl::jsonata {
namespace {

constexpr size_t kMostIntegerDigits = 310;

struct Option {
  std::string_view name;
  std::string NumberSymbols::*member;
};
constexpr Option kOptions[] = {
    {"decimal-separator", &NumberSymbols::decimal_separator},
    {"grouping-separator", &NumberSymbols::grouping_separator},
    {"exponent-separator", &NumberSymbols::exponent_separator},
    {"infinity", &NumberSymbols::infinity},
    {"minus-sign", &NumberSymbols::minus_sign},
    {"NaN", &NumberSymbols::nan},
    {"percent", &NumberSymbols::percent},
    {"per-mille", &NumberSymbols::per_mille},
    {"zero-digit", &NumberSymbols::zero_digit},
    {"digit", &NumberSymbols::digit},
    {"pattern-separator", &NumberSymbols::pattern_separator},
};

/// A family must end below the last character there is.
constexpr uint32_t kLastZero = 0x10FFFF - 9;
constexpr uint32_t kNoCharacter = 0xFFFFFFFF;

/// The character that `text` consists of; kNoCharacter if it is not just one.
uint32_t only_character(std::string_view text) {
  if (text.empty()) return kNoCharacter;
  size_t at = 0;
  const uint32_t c = utf8::next(text, at);
  return at == text.size() ? c : kNoCharacter;
}

bool contains(std::string_view text, std::string_view part) {
  return !part.empty() && text.find(part) != std::string_view::npos;
}

bool contains_twice(std::string_view text, std::string_view part) {
  return !part.empty() && text.find(part) != text.rfind(part);
}

/// What a character means in a sub-picture.
enum class Mark : uint8_t { kDigit, kOptional, kDecimal, kGrouping, kExponent, kPassive };

struct Character {
  Mark mark;
  size_t begin;  // byte in the sub-picture
};

using Marks = std::span<const Character>;

size_t count(Marks marks, Mark mark) {
  return static_cast<size_t>(
      std::count_if(marks.begin(), marks.end(), [&](const Character& c) { return c.mark == mark; }));
}

bool is_digit_place(const Character& c) { return c.mark == Mark::kDigit || c.mark == Mark::kOptional; }

size_t digit_places(Marks marks) {
  return static_cast<size_t>(std::count_if(marks.begin(), marks.end(), is_digit_place));
}

bool has_adjacent(Marks marks, Mark a, Mark b) {
  return std::adjacent_find(marks.begin(), marks.end(), [&](const Character& x, const Character& y) {
           return x.mark == a && y.mark == b;
         }) != marks.end();
}

/// Whether there are optional digits, but none stands where they belong: in front of an integer part, at the
/// end of a fraction.
template <class Iterator>
bool begins_with_digit(Iterator begin, Iterator end) {
  const auto first = std::find_if(begin, end, is_digit_place);
  return first != end && first->mark == Mark::kDigit &&
         std::any_of(first, end, [](const Character& c) { return c.mark == Mark::kOptional; });
}

}  // namespace

NumberSymbols NumberSymbols::from_options(const Value& options) {
  NumberSymbols symbols;
  for (const auto& option : kOptions) {
    const Value* value = options.find(option.name);
    if (value != nullptr && value->is_string()) symbols.*option.member = value->as_string();
  }
  return symbols;
}

/// Reads one sub-picture.
class NumberPicture::Parser {
 public:
  Parser(std::string_view text, const NumberSymbols& symbols, uint32_t zero)
      : text_(text), symbols_(symbols) {
    const uint32_t decimal = only_character(symbols.decimal_separator);
    const uint32_t grouping = only_character(symbols.grouping_separator);
    const uint32_t exponent = only_character(symbols.exponent_separator);
    const uint32_t optional = only_character(symbols.digit);
    for (size_t at = 0; at < text.size();) {
      const size_t begin = at;
      const uint32_t c = utf8::next(text, at);
      const Mark mark = c == decimal                 ? Mark::kDecimal
                        : c == grouping              ? Mark::kGrouping
                        : c == optional              ? Mark::kOptional
                        : c >= zero && c < zero + 10 ? Mark::kDigit
                        : c == exponent              ? Mark::kExponent
                                                     : Mark::kPassive;
      characters_.push_back({mark, begin});
    }
    split();
  }

  /// The code of the last rule that is broken; empty if none is.
  [[nodiscard]] std::string_view broken_rule() const {
    std::string_view code;
    const auto rule = [&](bool broken, std::string_view its_code) {
      if (broken) code = its_code;
    };
    const bool percent = contains(text_, symbols_.percent);
    const bool per_mille = contains(text_, symbols_.per_mille);
    rule(count(characters_, Mark::kDecimal) > 1, "D3081");
    rule(contains_twice(text_, symbols_.percent), "D3082");
    rule(contains_twice(text_, symbols_.per_mille), "D3083");
    rule(percent && per_mille, "D3084");
    rule(digit_places(mantissa_) == 0, "D3085");
    rule(count(active_, Mark::kPassive) > 0, "D3086");
    rule(has_adjacent(characters_, Mark::kDecimal, Mark::kGrouping) ||
             has_adjacent(characters_, Mark::kGrouping, Mark::kDecimal),
         "D3087");
    rule(!has_point_ && !integer_.empty() && integer_.back().mark == Mark::kGrouping, "D3088");
    rule(has_adjacent(characters_, Mark::kGrouping, Mark::kGrouping), "D3089");
    rule(begins_with_digit(integer_.begin(), integer_.end()), "D3090");
    rule(begins_with_digit(fraction_.rbegin(), fraction_.rend()), "D3091");
    rule(has_exponent_ && (percent || per_mille), "D3092");
    rule(has_exponent_ && (exponent_.empty() || count(exponent_, Mark::kDigit) != exponent_.size()), "D3093");
    return code;
  }

  [[nodiscard]] SubPicture parse() const {
    SubPicture sub;
    sub.prefix = text_.substr(0, byte_of(active_.data()));
    sub.suffix = text_.substr(byte_of(active_.data() + active_.size()));
    if (contains(text_, symbols_.percent)) sub.scale = Scale::kPercent;
    else if (contains(text_, symbols_.per_mille)) sub.scale = Scale::kPerMille;
    sub.has_exponent = has_exponent_;
    sub.exponent_least = exponent_.size();
    sub.integer_least = count(integer_, Mark::kDigit);
    sub.scaling_factor = static_cast<int>(std::min(sub.integer_least, kMostIntegerDigits));
    sub.fraction_least = count(fraction_, Mark::kDigit);
    sub.fraction_most = digit_places(fraction_);
    if (sub.integer_least == 0 && sub.fraction_most == 0) {
      if (sub.has_exponent) sub.fraction_least = sub.fraction_most = 1;
      else sub.integer_least = 1;
    }
    if (sub.has_exponent && sub.integer_least == 0 && count(integer_, Mark::kOptional) > 0)
      sub.integer_least = 1;
    if (sub.integer_least == 0 && sub.fraction_least == 0) sub.fraction_least = 1;

    size_t places = digit_places(integer_);
    for (const auto& c : integer_) {
      if (is_digit_place(c)) --places;
      else if (c.mark == Mark::kGrouping) sub.integer_groups.push_back(places);
    }
    places = 0;
    for (const auto& c : fraction_) {
      if (is_digit_place(c)) ++places;
      else if (c.mark == Mark::kGrouping) sub.fraction_groups.push_back(places);
    }
    const auto& groups = sub.integer_groups;
    bool regular = !groups.empty();
    for (size_t i = 0; i < groups.size(); ++i)
      regular = regular && groups[i] == groups.back() * (groups.size() - i);
    if (regular) sub.group_size = groups.back();
    return sub;
  }

 private:
  /// Finds the active part and its parts. Without an active character all of it counts as active.
  void split() {
    const auto is_active = [](const Character& c) { return c.mark < Mark::kExponent; };
    const Marks all = characters_;
    const auto first = std::find_if(all.begin(), all.end(), is_active);
    if (first == all.end()) {
      active_ = all;
    } else {
      const auto last = std::find_if(all.rbegin(), all.rend(), is_active).base();
      active_ = Marks(first, last);
      // An exponent separator right after it belongs to it, so that it is refused.
      if (last != all.end() && last->mark == Mark::kExponent && count(active_, Mark::kExponent) == 0) {
        active_ = Marks(first, last + 1);
      }
    }
    const auto separator = std::find_if(active_.begin(), active_.end(),
                                        [](const Character& c) { return c.mark == Mark::kExponent; });
    has_exponent_ = separator != active_.end();
    mantissa_ = Marks(active_.begin(), separator);
    if (has_exponent_) exponent_ = Marks(separator + 1, active_.end());
    const auto point = std::find_if(mantissa_.begin(), mantissa_.end(),
                                    [](const Character& c) { return c.mark == Mark::kDecimal; });
    has_point_ = point != mantissa_.end();
    integer_ = Marks(mantissa_.begin(), point);
    if (has_point_) fraction_ = Marks(point + 1, mantissa_.end());
  }

  [[nodiscard]] size_t byte_of(const Character* c) const {
    return c == characters_.data() + characters_.size() ? text_.size() : c->begin;
  }

  std::string_view text_;
  const NumberSymbols& symbols_;
  std::vector<Character> characters_;
  bool has_exponent_ = false;
  bool has_point_ = false;
  Marks active_, mantissa_, integer_, fraction_, exponent_;
};

Expected<NumberPicture> NumberPicture::parse(std::string_view picture, NumberSymbols symbols) {
  std::string_view negative;
  bool has_negative = false;
  const std::string_view separator = symbols.pattern_separator;
  if (const size_t at = picture.find(separator); !separator.empty() && at != std::string_view::npos) {
    negative = picture.substr(at + separator.size());
    picture = picture.substr(0, at);
    has_negative = true;
    if (contains(negative, separator)) return error("D3080");
  }
  NumberPicture parsed;
  parsed.symbols_ = std::move(symbols);
  if (size_t at = 0; !parsed.symbols_.zero_digit.empty()) {
    const uint32_t zero = utf8::next(parsed.symbols_.zero_digit, at);
    if (zero < kLastZero) parsed.zero_ = zero;
  }
  const Parser positive(picture, parsed.symbols_, parsed.zero_);
  if (const auto code = positive.broken_rule(); !code.empty()) return error(code);
  parsed.subs_[0] = positive.parse();
  if (has_negative) {
    const Parser below_zero(negative, parsed.symbols_, parsed.zero_);
    if (const auto code = below_zero.broken_rule(); !code.empty()) return error(code);
    parsed.subs_[1] = below_zero.parse();
  } else {
    parsed.subs_[1] = parsed.subs_[0];
    parsed.subs_[1].prefix.insert(0, parsed.symbols_.minus_sign);
  }
  return parsed;
}

std::string NumberPicture::format(double number) const {
  if (std::isnan(number)) return symbols_.nan;
  const SubPicture& sub = sub_picture(number < 0);
  double magnitude = std::fabs(number);
  if (sub.scale == Scale::kPercent) magnitude *= 100;
  else if (sub.scale == Scale::kPerMille) magnitude *= 1000;
  if (std::isinf(magnitude)) return sub.prefix + symbols_.infinity + sub.suffix;

  if (sub.has_exponent) {
    ShortestDigits digits(magnitude);
    const int exponent = digits.count == 0 ? 0 : digits.point - sub.scaling_factor;
    if (digits.count > 0) digits.point = sub.scaling_factor;
    digits.round(static_cast<int64_t>(sub.fraction_most));
    const std::string_view all(digits.digits, static_cast<size_t>(digits.count));
    const auto point = static_cast<size_t>(std::max(digits.point, 0));
    std::string integer(all.substr(0, point));
    if (!integer.empty()) integer.resize(point, '0');
    std::string fraction(static_cast<size_t>(std::max(-digits.point, 0)), '0');
    if (all.size() > point) fraction += all.substr(point);
    return assemble(sub, std::move(integer), std::move(fraction), exponent);
  }

  std::string text(kMostIntegerDigits + 2 + sub.fraction_most, '\0');
  const double rounded = round_half_even(magnitude, static_cast<int64_t>(sub.fraction_most));
  const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed,
                                 static_cast<int>(sub.fraction_most));
  text.resize(static_cast<size_t>(end.ptr - text.data()));
  const size_t point = std::min(text.find('.'), text.size());
  std::string integer = text.substr(0, point);
  if (integer == "0") integer.clear();
  std::string fraction = point < text.size() ? text.substr(point + 1) : std::string();
  fraction.resize(fraction.find_last_not_of('0') + 1);
  return assemble(sub, std::move(integer), std::move(fraction), 0);
}

std::string NumberPicture::format(int64_t number) const {
  const SubPicture& sub = sub_picture(number < 0);
  if (sub.has_exponent || sub.scale != Scale::kOne) return format(static_cast<double>(number));
  const uint64_t magnitude = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  return assemble(sub, magnitude == 0 ? std::string() : std::to_string(magnitude), {}, 0);
}

std::string NumberPicture::assemble(const SubPicture& sub, std::string integer, std::string fraction,
                                    int exponent) const {
  if (integer.size() < sub.integer_least) integer.insert(0, sub.integer_least - integer.size(), '0');
  if (fraction.size() < sub.fraction_least) fraction.resize(sub.fraction_least, '0');

  std::string out = sub.prefix;
  size_t from = 0;
  const auto take_to = [&](std::string_view digits, size_t to) {
    append_in_family(digits.substr(from, to - from), zero_, out);
    from = to;
  };
  if (sub.group_size > 0) {
    for (size_t to = (integer.size() + sub.group_size - 1) % sub.group_size + 1; to < integer.size();
         to += sub.group_size) {
      take_to(integer, to);
      out += symbols_.grouping_separator;
    }
  } else {
    for (const size_t behind : sub.integer_groups) {
      if (behind >= integer.size()) continue;
      take_to(integer, integer.size() - behind);
      out += symbols_.grouping_separator;
    }
  }
  take_to(integer, integer.size());
  if (!fraction.empty()) {
    out += symbols_.decimal_separator;
    from = 0;
    for (const size_t before : sub.fraction_groups) {
      if (before >= fraction.size()) break;
      take_to(fraction, before);
      out += symbols_.grouping_separator;
    }
    take_to(fraction, fraction.size());
  }
  if (sub.has_exponent) {
    out += symbols_.exponent_separator;
    if (exponent < 0) out += symbols_.minus_sign;
    std::string digits = std::to_string(std::abs(exponent));
    if (digits.size() < sub.exponent_least) digits.insert(0, sub.exponent_least - digits.size(), '0');
    append_in_family(digits, zero_, out);
  }
  out += sub.suffix;
  return out;
}

}  // namespace pawl::jsonata
