#include "jsonata/date_time_field.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"

namespace pawl::jsonata {
namespace {

constexpr std::string_view kComponents = "YMDdFWwXxHhPmsfZzCE";
constexpr std::string_view kNamed = "MxFPCE";
constexpr int64_t kWidest = 1'000'000'000;

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

std::string_view default_presentation(char component) {
  switch (component) {
    case 'F':
    case 'P':
    case 'C':
    case 'E': return "n";
    case 'm':
    case 's': return "01";
    case 'Z':
    case 'z': return "01:01";
    default: return "1";
  }
}

/// The digits at the front of one side of a width; nothing for `*` and everything else.
std::optional<int64_t> read_width(std::string_view text) {
  int64_t width = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), width);
  if (read.ptr == text.data()) return std::nullopt;
  if (read.ec != std::errc() || width > kWidest) return kWidest;
  return std::max<int64_t>(width, 0);
}

struct Width {
  std::optional<int64_t> least;
  std::optional<int64_t> most;
};

Width parse_width(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {read_width(text), std::nullopt};
  return {read_width(text.substr(0, dash)), read_width(text.substr(dash + 1))};
}

/// What the width does to a decimal number: more leading zeros, fewer digits of the year.
void apply_width(const Width& width, DateTimeField& field) {
  IntegerPicture& number = field.number;
  const bool decimal = number.kind() == IntegerPicture::Kind::kDecimal;
  const int64_t optional_digits = number.digits_shown() - number.digits_least();
  if (decimal && width.least > number.digits_least()) number.set_digits_least(*width.least);
  if (field.component != 'Y') return;
  const int64_t shown = number.digits_least() + optional_digits;
  if (width.most) {
    field.year_digits = width.most;
    number.set_digits_least(*width.most);
  } else if (decimal && shown >= 2) {
    field.year_digits = shown;
  }
}

std::string without_blanks(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c != ' ' && !(c >= '\t' && c <= '\r')) kept += c;
  }
  return kept;
}

Expected<DateTimeField> parse_marker(std::string_view text) {
  const std::string marker = without_blanks(text);
  DateTimeField field;
  if (marker.empty() || kComponents.find(marker[0]) == std::string_view::npos) {
    return error(
        "D3132", {},
        Value::string(std::string_view(marker).substr(0, marker.empty() ? 0 : utf8::length_at(marker, 0))));
  }
  field.component = marker[0];
  std::string_view presentation = std::string_view(marker).substr(1);
  Width width;
  if (const size_t comma = presentation.rfind(','); comma != std::string_view::npos) {
    width = parse_width(presentation.substr(comma + 1));
    presentation = presentation.substr(0, comma);
  }
  bool ordinal = false;
  if (presentation.empty()) presentation = default_presentation(field.component);
  if (presentation.size() > 1 &&
      std::string_view("atco").find(presentation.back()) != std::string_view::npos) {
    ordinal = presentation.back() == 'o';
    field.zero_is_z = presentation.back() == 't';
    presentation.remove_suffix(1);
  }

  if ((presentation[0] == 'n' || presentation[0] == 'N') && !field.is_zone()) {
    if (kNamed.find(field.component) == std::string_view::npos) {
      return error("D3133", {}, Value::string({&field.component, 1}));
    }
    field.names = presentation[0] == 'n'           ? DateTimeField::Names::kLower
                  : presentation.starts_with("Nn") ? DateTimeField::Names::kTitle
                                                   : DateTimeField::Names::kUpper;
    field.width_most = width.most;
    return field;
  }
  auto number = IntegerPicture::parse(std::string(presentation) + (ordinal && !field.is_zone() ? ";o" : ""));
  if (!number) return tl::unexpected(std::move(number.error()));
  field.number = *std::move(number);
  if (!field.is_zone()) apply_width(width, field);
  return field;
}

}  // namespace

std::string DateTimeField::shape(std::string_view lower_name) const {
  std::string name(lower_name);
  const auto raise = [](char& c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  };
  if (names == Names::kUpper) std::for_each(name.begin(), name.end(), raise);
  if (names == Names::kTitle && !name.empty()) raise(name[0]);
  if (width_most && *width_most < static_cast<int64_t>(name.size()))
    name.resize(static_cast<size_t>(*width_most));
  return name;
}

Expected<std::vector<DateTimeField>> parse_date_time_picture(std::string_view picture) {
  std::vector<DateTimeField> fields;
  std::string text;
  const auto end_text = [&] {
    if (text.empty()) return;
    DateTimeField field;
    field.text = std::exchange(text, {});
    fields.push_back(std::move(field));
  };
  for (size_t at = 0; at < picture.size();) {
    const char c = picture[at];
    if ((c == '[' || c == ']') && picture.substr(at + 1).starts_with(c)) {
      text += c;
      at += 2;
    } else if (c == '[') {
      end_text();
      const size_t end = picture.find(']', at);
      if (end == std::string_view::npos) return error("D3135");
      auto field = parse_marker(picture.substr(at + 1, end - at - 1));
      if (!field) return tl::unexpected(std::move(field.error()));
      fields.push_back(*std::move(field));
      at = end + 1;
    } else {
      text += c;
      ++at;
    }
  }
  end_text();
  return fields;
}

std::string_view month_name(int64_t month) {
  return month >= 1 && month <= 12 ? kMonths[static_cast<size_t>(month - 1)] : std::string_view();
}

std::string_view weekday_name(int64_t day) {
  return day >= 1 && day <= 7 ? kWeekdays[static_cast<size_t>(day - 1)] : std::string_view();
}

}  // namespace pawl::jsonata
