#include "jsonata/registry.h"

#include <algorithm>
#include <array>
#include <vector>

#include "jsonata/functions.h"

namespace pawl::jsonata {
namespace {

// Sorted by name.
constexpr std::array kTable = {
    Builtin{"abs", "<n-:n>", 1, functions::abs},
    Builtin{"append", "<xx:a>", 2, functions::append},
    Builtin{"assert", "<bs?:x>", 2, functions::assert},
    Builtin{"average", "<a<n>:n>", 1, functions::average},
    Builtin{"base64decode", "<s-:s>", 1, functions::base64decode},
    Builtin{"base64encode", "<s-:s>", 1, functions::base64encode},
    Builtin{"boolean", "<x-:b>", 1, functions::boolean},
    Builtin{"ceil", "<n-:n>", 1, functions::ceil},
    Builtin{"clone", "<(oa)-:o>", 1, functions::clone},
    Builtin{"contains", "<s-(sf):b>", 2, functions::contains},
    Builtin{"count", "<a:n>", 1, functions::count},
    Builtin{"decodeUrl", "<s-:s>", 1, functions::decode_url},
    Builtin{"decodeUrlComponent", "<s-:s>", 1, functions::decode_url_component},
    Builtin{"distinct", "<x:x>", 1, functions::distinct},
    Builtin{"each", "<o-f:a>", 2, functions::each},
    Builtin{"encodeUrl", "<s-:s>", 1, functions::encode_url},
    Builtin{"encodeUrlComponent", "<s-:s>", 1, functions::encode_url_component},
    Builtin{"error", "<s?:x>", 1, functions::error},
    Builtin{"exists", "<x:b>", 1, functions::exists},
    Builtin{"filter", "<af>", 2, functions::filter},
    Builtin{"floor", "<n-:n>", 1, functions::floor},
    Builtin{"formatBase", "<n-n?:s>", 2, functions::format_base},
    Builtin{"formatInteger", "<n-s:s>", 2, functions::format_integer},
    Builtin{"formatNumber", "<n-so?:s>", 3, functions::format_number},
    Builtin{"fromMillis", "<n-s?s?:s>", 3, functions::from_millis},
    Builtin{"hash", "<s-s?:s>", 2, functions::hash},
    Builtin{"join", "<a<s>s?:s>", 2, functions::join},
    Builtin{"keys", "<x-:a<s>>", 1, functions::keys},
    Builtin{"length", "<s-:n>", 1, functions::length},
    Builtin{"lookup", "<x-s:x>", 2, functions::lookup},
    Builtin{"lowercase", "<s-:s>", 1, functions::lowercase},
    Builtin{"map", "<af>", 2, functions::map},
    Builtin{"match", "<s-f<s:o>n?:a<o>>", 3, functions::match},
    Builtin{"max", "<a<n>:n>", 1, functions::max},
    Builtin{"merge", "<a<o>:o>", 1, functions::merge},
    Builtin{"millis", "<:n>", 0, functions::millis},
    Builtin{"min", "<a<n>:n>", 1, functions::min},
    Builtin{"not", "<x-:b>", 1, functions::logical_not},
    Builtin{"now", "<s?s?:s>", 2, functions::now},
    Builtin{"number", "<(nsb)-:n>", 1, functions::number},
    Builtin{"pad", "<s-ns?:s>", 3, functions::pad},
    Builtin{"parse", "<s?:x>", 1, functions::parse},
    Builtin{"parseInteger", "<s-s:n>", 2, functions::parse_integer},
    Builtin{"partition", "<an?:a>", 2, functions::partition},
    Builtin{"power", "<n-n:n>", 2, functions::power},
    Builtin{"random", "<n?:n>", 1, functions::random},
    Builtin{"range", "<n?n?n?:a>", 3, functions::range},
    Builtin{"reduce", "<afj?:j>", 3, functions::reduce},
    Builtin{"replace", "<s-(sf)(sf)n?:s>", 4, functions::replace},
    Builtin{"reverse", "<a:a>", 1, functions::reverse},
    Builtin{"round", "<n-n?:n>", 2, functions::round},
    Builtin{"shuffle", "<a:a>", 1, functions::shuffle},
    Builtin{"sift", "<o-f?:o>", 2, functions::sift},
    Builtin{"single", "<af?>", 2, functions::single},
    Builtin{"sort", "<af?:a>", 2, functions::sort},
    Builtin{"split", "<s-(sf)n?:a<s>>", 3, functions::split},
    Builtin{"spread", "<x-:a<o>>", 1, functions::spread},
    Builtin{"sqrt", "<n-:n>", 1, functions::sqrt},
    Builtin{"string", "<x-b?:s>", 1, functions::string},
    Builtin{"substring", "<s-nn?:s>", 3, functions::substring},
    Builtin{"substringAfter", "<s-s:s>", 2, functions::substring_after},
    Builtin{"substringBefore", "<s-s:s>", 2, functions::substring_before},
    Builtin{"sum", "<a<n>:n>", 1, functions::sum},
    Builtin{"toMillis", "<s-s?:n>", 2, functions::to_millis},
    Builtin{"trim", "<s-:s>", 1, functions::trim},
    Builtin{"type", "<x:s>", 1, functions::type},
    Builtin{"uppercase", "<s-:s>", 1, functions::uppercase},
    Builtin{"uuid", "<:s>", 0, functions::uuid},
    Builtin{"zip", "<a+>", 0, functions::zip},
};

}  // namespace

const Value& Call::nothing() {
  static thread_local const Value kNothing = Value::absent();
  return kNothing;
}

std::span<const Builtin> builtins() { return kTable; }

const Builtin* find_builtin(std::string_view name) {
  const auto* row = std::lower_bound(kTable.begin(), kTable.end(), name,
                                     [](const Builtin& b, std::string_view n) { return b.name < n; });
  return row == kTable.end() || row->name != name ? nullptr : row;
}

const Signature& signature_of(const Builtin& builtin) {
  static const auto kSignatures = [] {
    std::vector<std::shared_ptr<const Signature>> parsed;
    for (const Builtin& row : kTable) parsed.push_back(*Signature::parse(row.signature));
    return parsed;
  }();
  return *kSignatures[static_cast<size_t>(&builtin - kTable.data())];
}

}  // namespace pawl::jsonata
