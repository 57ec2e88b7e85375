#include "jsonata/letter_case.h"

#include <doctest/doctest.h>

using namespace pawl::jsonata;

TEST_SUITE("jsonata") {
  TEST_CASE("upper case, as JavaScript's toUpperCase has it") {
    struct Row {
      std::string_view text, upper;
    };
    for (const Row& row : {
             Row{"", ""}, Row{"aZ09-[{", "AZ09-[{"}, Row{"éÿж", "ÉŸЖ"}, Row{"straße", "STRASSE"},
             Row{"ẞİıſ", "ẞİIS"}, Row{"\u0149\u01F0\u0390", "\u02BCNJ\u030C\u0399\u0308\u0301"},
             Row{"ᾳ ᾼ ᾶ ᾀ ᾈ", "ΑΙ ΑΙ Α͂ ἈΙ ἈΙ"}, Row{"ǆǅ", "ǄǄ"}, Row{"\U00010428", "\U00010400"},
             Row{"日本 ½ ٣", "日本 ½ ٣"},
             Row{"\xED\xA0\xBDz\xED\xB8\x80", "\xED\xA0\xBDZ\xED\xB8\x80"},  // lone surrogates
         }) {
      CHECK(to_upper(row.text) == row.upper);
    }
  }

  TEST_CASE("lower case, as JavaScript's toLowerCase has it") {
    struct Row {
      std::string_view text, lower;
    };
    for (const Row& row : {
             Row{"", ""},
             Row{"aZ09-[{", "az09-[{"},
             Row{"ÉŸЖẞ", "éÿжß"},
             Row{"İI", "i̇i"},
             Row{"ΟΔΟΣ", "οδος"},
             Row{"ΟΔΟΣ ΣΟΦΟΣ.", "οδος σοφος."},
             Row{"Σ", "σ"},
             Row{"ΑΣΑ", "ασα"},
             Row{"Α.Σ", "α.ς"},  // punctuation within words counts for nothing
             Row{"ΑΣ.Α", "ασ.α"},
             Row{"Α\u0301Σ\u0301", "α\u0301ς\u0301"},  // marks neither
             Row{"1Σ ٣Σ", "1σ ٣σ"},
             Row{"日Σ", "日σ"},
             Row{"AΣ\xED\xA0\xBD", "aς\xED\xA0\xBD"},
         }) {
      CHECK(to_lower(row.text) == row.lower);
    }
  }
}
