#include "jsonata/integer_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/ascii.h"

namespace pawl::jsonata {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                                    "fifty", "sixty", "seventy", "eighty", "ninety"};

struct Magnitude {
  std::string_view word;
  size_t zeros;
};
constexpr std::array<Magnitude, 5> kMagnitudes = {
    {{"trillion", 12}, {"billion", 9}, {"million", 6}, {"thousand", 3}, {"hundred", 2}}};

struct Irregular {
  std::string_view cardinal;
  std::string_view ordinal;
};
constexpr std::array<Irregular, 7> kIrregular = {{{"one", "first"},
                                                  {"two", "second"},
                                                  {"three", "third"},
                                                  {"five", "fifth"},
                                                  {"eight", "eighth"},
                                                  {"nine", "ninth"},
                                                  {"twelve", "twelfth"}}};

std::string ordinal_of(std::string_view cardinal) {
  for (const auto& irregular : kIrregular) {
    if (irregular.cardinal == cardinal) return std::string(irregular.ordinal);
  }
  std::string word(cardinal);
  if (word.back() == 'y') {
    word.back() = 'i';
    word += 'e';
  }
  return word + "th";
}

std::string_view without_leading_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

/// `digits` without leading zeros, not empty.
void spell(std::string_view digits, std::string& out) {
  if (digits.size() <= 2) {
    const auto number =
        static_cast<size_t>(digits.size() == 1 ? digits[0] - '0' : (digits[0] - '0') * 10 + digits[1] - '0');
    if (number < kSmall.size()) {
      out += kSmall[number];
      return;
    }
    out += kTens[number / 10];
    if (number % 10 == 0) return;
    out += '-';
    out += kSmall[number % 10];
    return;
  }
  const auto magnitude = std::find_if(kMagnitudes.begin(), kMagnitudes.end(),
                                      [&](const Magnitude& m) { return digits.size() > m.zeros; });
  const size_t split = digits.size() - magnitude->zeros;
  spell(digits.substr(0, split), out);
  out += ' ';
  out += magnitude->word;
  const std::string_view rest = without_leading_zeros(digits.substr(split));
  if (rest.empty()) return;
  out += rest.size() <= 2 ? " and " : ", ";
  spell(rest, out);
}

struct Word {
  std::string text;
  double value;
};

/// Every word that has a value, longest first among those with the same beginning.
const std::vector<Word>& number_words() {
  static const std::vector<Word> words = [] {
    std::vector<Word> list;
    const auto add = [&](std::string_view cardinal, double value) {
      list.push_back({std::string(cardinal), value});
      list.push_back({ordinal_of(cardinal), value});
    };
    for (size_t i = 0; i < kSmall.size(); ++i) add(kSmall[i], static_cast<double>(i));
    for (size_t i = 2; i < kTens.size(); ++i) add(kTens[i], static_cast<double>(i * 10));
    for (const auto& magnitude : kMagnitudes)
      add(magnitude.word, std::pow(10.0, static_cast<double>(magnitude.zeros)));
    std::sort(list.begin(), list.end(), [](const Word& a, const Word& b) { return a.text > b.text; });
    return list;
  }();
  return words;
}

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (ascii_lower(text[i]) != word[i]) return false;
  }
  return true;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The bytes of the separator at the front of `text`: `, `, ` and `, a blank or a hyphen.
size_t separator_length(std::string_view text) {
  if (text.size() > 1 && text[0] == ',' && is_space(text[1])) return 2;
  if (text.empty() || !(is_space(text[0]) || text[0] == '-')) return 0;
  const bool is_and =
      is_space(text[0]) && text.size() > 4 && starts_with_word(text.substr(1), "and") && is_space(text[4]);
  return is_and ? 5 : 1;
}

}  // namespace

std::string number_in_words(std::string_view digits, bool ordinal) {
  std::string words;
  spell(digits, words);
  if (!ordinal) return words;
  const size_t last = words.find_last_of(" -") + 1;
  return words.substr(0, last) + ordinal_of(std::string_view(words).substr(last));
}

double number_of_words(std::string_view words) {
  double sum = 0;      // of the parts that are complete: `two thousand` in `two thousand and five`
  double current = 0;  // the part that is being read
  for (;;) {
    const auto& known = number_words();
    const auto word = std::find_if(known.begin(), known.end(),
                                   [&](const Word& w) { return starts_with_word(words, w.text); });
    if (word == known.end()) return std::numeric_limits<double>::quiet_NaN();
    words.remove_prefix(word->text.size());
    if (word->value >= 100) {
      current *= word->value;
    } else {
      if (current >= 1000) {
        sum += current;
        current = 0;
      }
      current += word->value;
    }
    if (words.empty()) return sum + current;
    const size_t separator = separator_length(words);
    if (separator == 0) return std::numeric_limits<double>::quiet_NaN();
    words.remove_prefix(separator);
  }
}

uint32_t number_word_lengths(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || text[0] == ',' || text[0] == '-') return 1u << 1;
  uint32_t lengths = starts_with_word(text, "and") ? 1u << 3 : 0;
  for (const auto& word : number_words()) {
    if (starts_with_word(text, word.text)) lengths |= 1u << word.text.size();
  }
  return lengths;
}

}  // namespace pawl::jsonata
