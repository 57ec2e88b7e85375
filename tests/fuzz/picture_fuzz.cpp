// Pictures of numbers, integers and dates with values to format and text to read. The first line is the
// picture, the second the text; the first eight bytes are the number.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "jsonata/date_time.h"
#include "jsonata/date_time_picture.h"
#include "jsonata/encoding.h"
#include "jsonata/integer_picture.h"
#include "jsonata/number_picture.h"
#include "jsonata/number_text.h"

using namespace pawl;
using namespace pawl::jsonata;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void numbers(double number, std::string_view picture, std::string_view text) {
  NumberSymbols symbols;
  if (!text.empty()) symbols.zero_digit = symbols.grouping_separator = text;
  for (const auto& used : {NumberSymbols{}, symbols}) {
    if (const auto parsed = NumberPicture::parse(picture, used)) {
      (void)parsed->format(number);
      (void)parsed->format(static_cast<int64_t>(picture.size()) - 5);
    }
  }
  if (const auto parsed = IntegerPicture::parse(picture)) {
    (void)parsed->format(number);
    (void)parsed->read(text);
    if (parsed->kind() == IntegerPicture::Kind::kWords) {
      const auto words = parsed->format(int64_t{4711} * static_cast<int64_t>(text.size()));
      require(*parsed->read(*words) == 4711.0 * static_cast<double>(text.size()));
    }
  }
  for (const auto style : {NumberStyle::kReference, NumberStyle::kAws}) (void)number_to_string(number, style);
  (void)round_half_even(number, static_cast<int64_t>(text.size()) - 10);
  (void)format_base(number, static_cast<double>(picture.size() % 40));
  (void)number_of_text(text);
}

void dates(double number, std::string_view picture, std::string_view text) {
  const int64_t millis = to_millis(number).value_or(0);
  if (const auto format = DateTimeFormat::parse(picture)) {
    const auto written = format->format(millis, 90);
    const auto reader = DateTimeReader::parse(picture);
    if (written && reader) (void)reader->read(*written, millis);
    if (reader) (void)reader->read(text, millis);
  }
  if (const auto read = iso_to_millis(text)) require(millis_to_iso(*read).size() == 24);
  (void)parse_offset(text);
  const CivilDate date = civil_from_days(millis / kMillisPerDay);
  require(days_from_civil(date) == millis / kMillisPerDay);
}

void encodings(std::string_view text) {
  if (const auto encoded = encode_url_component(text)) (void)decode_url_component(*encoded);
  (void)encode_url(text);
  (void)decode_url(text);
  const std::string encoded = base64_encode(text, Base64Bytes::kUtf8);
  require(is_strict_base64(encoded));
  require(base64_decode(encoded, Base64Bytes::kUtf8) == text);
  (void)base64_decode(text, Base64Bytes::kLatin1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  double number = 0;
  if (size < sizeof number) return 0;
  std::memcpy(&number, data, sizeof number);
  std::string_view rest(reinterpret_cast<const char*>(data) + sizeof number, size - sizeof number);
  const std::string_view picture = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(picture.size());
  if (!rest.empty()) rest.remove_prefix(1);
  numbers(number, picture, rest);
  dates(number, picture, rest);
  encodings(rest);
  return 0;
}
