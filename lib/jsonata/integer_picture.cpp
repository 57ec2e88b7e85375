#include "jsonata/integer_picture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/utf8.h"
#include "jsonata/digits.h"
#include "jsonata/integer_words.h"

namespace pawl::jsonata {
namespace {

constexpr int64_t kMostDigits = 1'000'000;
constexpr size_t kMostRomanDigits = 9;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Numeral {
  int value;
  std::string_view text;
};
constexpr Numeral kNumerals[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                                 {5, "v"},    {4, "iv"},   {1, "i"}};

std::string roman(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  std::string text;
  for (const auto& numeral : kNumerals) {
    for (; number >= numeral.value; number -= numeral.value) text += numeral.text;
  }
  return text;
}

double read_roman(std::string_view text, bool upper) {
  double sum = 0;
  int highest = 1;
  for (size_t i = text.size(); i-- > 0;) {
    const bool is_upper = text[i] >= 'A' && text[i] <= 'Z';
    const char letter = is_upper ? static_cast<char>(text[i] + 32) : text[i];
    int value = 0;
    for (const auto& numeral : kNumerals) {
      if (numeral.text.size() == 1 && numeral.text[0] == letter && (is_upper || !upper))
        value = numeral.value;
    }
    if (value == 0) return kNaN;
    sum += value < highest ? -value : value;
    highest = std::max(highest, value);
  }
  return sum;
}

/// 1 = a, 26 = z, 27 = aa; 0 is nothing.
std::string letters(std::string digits) {
  std::string reversed;
  while (digits != "0") {
    // digits - 1, divided by 26 where it stands.
    size_t borrow = digits.size();
    while (digits[--borrow] == '0') digits[borrow] = '9';
    --digits[borrow];
    int rest = 0;
    for (char& digit : digits) {
      rest = rest * 10 + (digit - '0');
      digit = static_cast<char>('0' + rest / 26);
      rest %= 26;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    reversed += static_cast<char>('a' + rest);
  }
  return {reversed.rbegin(), reversed.rend()};
}

double read_letters(std::string_view text, bool upper) {
  const char first = upper ? 'A' : 'a';
  double number = 0;
  for (const char letter : text) {
    if (letter < first || letter > first + 25) return kNaN;
    number = number * 26 + (letter - first + 1);
  }
  return number;
}

std::string_view ordinal_suffix(std::string_view digits) {
  const char last = digits.back();
  if (digits.size() > 1 && digits[digits.size() - 2] == '1') return "th";
  return last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
}

}  // namespace

Expected<IntegerPicture> IntegerPicture::parse(std::string_view picture) {
  IntegerPicture parsed;
  if (const size_t modifier = picture.rfind(';'); modifier != std::string_view::npos) {
    parsed.is_ordinal_ = picture.substr(modifier + 1).starts_with('o');
    picture = picture.substr(0, modifier);
  }
  if (picture == "a" || picture == "A") parsed.kind_ = Kind::kLetters;
  else if (picture == "i" || picture == "I") parsed.kind_ = Kind::kRoman;
  else if (picture == "w" || picture == "W" || picture == "Ww") parsed.kind_ = Kind::kWords;
  if (parsed.kind_ != Kind::kUnknown) {
    if (picture.front() < 'a') parsed.case_ = picture.size() == 1 ? Case::kUpper : Case::kTitle;
  } else if (auto decimal = parsed.parse_decimal(picture); !decimal) {
    return tl::unexpected(std::move(decimal.error()));
  }
  parsed.text_ = picture;
  return parsed;
}

Expected<void> IntegerPicture::parse_decimal(std::string_view picture) {
  for (size_t at = 0; at < picture.size();) {
    const size_t from = at;
    const uint32_t c = utf8::next(picture, at);
    const uint32_t zero = zero_of_digit(c);
    if (zero != 0) {
      if (digits_least_ > 0 && zero != zero_) return error("D3131");
      zero_ = zero;
      ++digits_least_;
      ++digits_shown_;
    } else if (c == '#') {
      ++digits_shown_;
    } else {
      separators_.push_back({digits_shown_, std::string(picture.substr(from, at - from))});
    }
  }
  if (digits_least_ == 0) return {};
  kind_ = Kind::kDecimal;
  if (separators_.empty()) return {};
  for (auto& separator : separators_) separator.digits_behind = digits_shown_ - separator.digits_behind;
  const int64_t size = separators_.back().digits_behind;
  bool regular = size > 0;
  for (size_t i = 0; i < separators_.size(); ++i) {
    const auto& separator = separators_[separators_.size() - 1 - i];
    regular = regular && separator.digits_behind == size * static_cast<int64_t>(i + 1) &&
              separator.text == separators_[0].text;
  }
  if (regular) group_size_ = size;
  return {};
}

tl::unexpected<std::unique_ptr<JsonataError>> IntegerPicture::unsupported() const {
  return error("D3130", {}, Value::string(text_));
}

Expected<std::string> IntegerPicture::format(double number) const {
  if (std::isnan(number)) return std::string("NaN");
  if (std::isinf(number)) return std::string(number > 0 ? "Infinity" : "-Infinity");
  const double whole = std::floor(number);
  std::string out;
  if (auto done = append_digits(whole_digits(std::fabs(whole)), whole < 0, out); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

Expected<std::string> IntegerPicture::format(int64_t number) const {
  std::string out;
  if (auto done = append(number, out); !done) return tl::unexpected(std::move(done.error()));
  return out;
}

Expected<void> IntegerPicture::append(int64_t number, std::string& out) const {
  char text[24];
  const char* end = std::to_chars(text, text + sizeof text, number).ptr;
  const char* begin = number < 0 ? text + 1 : text;
  return append_digits({begin, static_cast<size_t>(end - begin)}, number < 0, out);
}

Expected<void> IntegerPicture::append_digits(std::string_view digits, bool negative, std::string& out) const {
  const bool too_long = kind_ == Kind::kDecimal ? digits_least_ > kMostDigits
                                                : kind_ == Kind::kRoman && digits.size() > kMostRomanDigits;
  if (kind_ == Kind::kUnknown || too_long) return unsupported();
  if (negative) out += '-';
  switch (kind_) {
    case Kind::kLetters: append_cased(letters(std::string(digits)), out); break;
    case Kind::kRoman: append_cased(roman(digits), out); break;
    case Kind::kWords: append_cased(number_in_words(digits, is_ordinal_), out); break;
    default:
      append_decimal(digits, out);
      if (is_ordinal_) out += ordinal_suffix(digits);
  }
  return {};
}

void IntegerPicture::append_decimal(std::string_view digits, std::string& out) const {
  const auto size = static_cast<int64_t>(digits.size());
  if (separators_.empty()) {
    if (size < digits_least_)
      append_in_family(std::string(static_cast<size_t>(digits_least_ - size), '0'), zero_, out);
    append_in_family(digits, zero_, out);
    return;
  }
  std::string padded(static_cast<size_t>(std::max<int64_t>(0, digits_least_ - size)), '0');
  padded += digits;
  std::string_view left = padded;
  const auto take = [&](int64_t count) {
    append_in_family(left.substr(0, static_cast<size_t>(count)), zero_, out);
    left.remove_prefix(static_cast<size_t>(count));
  };
  const auto left_size = [&] { return static_cast<int64_t>(left.size()); };
  if (group_size_ > 0) {
    take((left_size() - 1) % group_size_ + 1);
    while (!left.empty()) {
      out += separators_[0].text;
      take(group_size_);
    }
    return;
  }
  for (const auto& separator : separators_) {
    if (separator.digits_behind >= static_cast<int64_t>(padded.size())) continue;
    take(left_size() - separator.digits_behind);
    out += separator.text;
  }
  take(left_size());
}

void IntegerPicture::append_cased(std::string_view lower_text, std::string& out) const {
  if (case_ == Case::kLower) {
    out += lower_text;
    return;
  }
  bool inside = false;  // of a word that keeps its letters, in title case
  for (size_t i = 0; i < lower_text.size(); ++i) {
    const char c = lower_text[i];
    const bool letter = c >= 'a' && c <= 'z';
    if (!inside && case_ == Case::kTitle) inside = lower_text.substr(i).starts_with("and ");
    out += letter && !inside ? static_cast<char>(c - 32) : c;
    inside = letter && case_ == Case::kTitle;
  }
}

Expected<double> IntegerPicture::read(std::string_view text) const {
  double number = kNaN;
  switch (kind_) {
    case Kind::kDecimal: number = read_decimal(text); break;
    case Kind::kLetters: number = read_letters(text, is_upper()); break;
    case Kind::kRoman: number = read_roman(text, is_upper()); break;
    case Kind::kWords: number = number_of_words(text); break;
    case Kind::kUnknown: return unsupported();
  }
  return std::isfinite(number) ? number : kNaN;
}

double IntegerPicture::read_decimal(std::string_view text) const {
  if (is_ordinal_) text.remove_suffix(std::min<size_t>(2, text.size()));
  while (!text.empty() && (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')))
    text.remove_prefix(1);
  std::vector<std::string_view> ignored;
  for (size_t i = 0; i < (group_size_ > 0 ? 1 : separators_.size()); ++i)
    ignored.push_back(separators_[i].text);
  std::sort(ignored.begin(), ignored.end());
  std::string ascii;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '-') ascii = "-";
    text.remove_prefix(1);
  }
  const size_t sign = ascii.size();
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    const uint32_t c = utf8::next(text, at);
    if (c >= zero_ && c < zero_ + 10) {
      ascii += static_cast<char>('0' + (c - zero_));
      continue;
    }
    if (!std::binary_search(ignored.begin(), ignored.end(), text.substr(from, at - from))) break;
  }
  if (ascii.size() == sign) return kNaN;
  double number = 0;
  if (std::from_chars(ascii.data(), ascii.data() + ascii.size(), number).ec != std::errc()) return kNaN;
  return number == 0 ? 0.0 : number;
}

}  // namespace pawl::jsonata
