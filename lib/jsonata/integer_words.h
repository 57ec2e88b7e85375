// Whole numbers in English words, as $formatInteger and date/time pictures write and read them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pawl::jsonata {

/// `digits` (ASCII, no leading zeros) in lower case: `one hundred and twenty-third`. Above trillions it says
/// `trillion` again.
std::string number_in_words(std::string_view digits, bool ordinal);

/// The number that words (in any case, cardinal or ordinal) stand for; NaN when one of them is none.
double number_of_words(std::string_view words);

/// The number words, `and`, comma, hyphen and blank at the front of `text`: bit n is set for one of n bytes
/// (`six`, `sixth`).
uint32_t number_word_lengths(std::string_view text);

}  // namespace pawl::jsonata
