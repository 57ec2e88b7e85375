// `${placeholders}`, which are filled in on deployment: by DefinitionSubstitutions, Fn::Sub or Terraform's
// templatefile.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_hash.h"
#include "source/document.h"

namespace pawl::source {

/// Values for `${K}`: names and texts. The first of equal names wins.
using Substitutions = std::vector<std::pair<std::string, std::string>>;

/// What substitutions and a template's functions may add to a definition: AWS takes 1 MiB in all.
inline constexpr size_t kMostExpandedText = size_t{16} << 20;

/// An index of values by name, borrowed: the index in `values` of each.
using SubstitutionIndex = TextMap<std::string_view, size_t>;
SubstitutionIndex index_of(const Substitutions& values);
/// The value of a name; null pointer if none.
const std::string* value_of(const Substitutions& values, std::string_view name);

/// The length of the `${…}` at the start of a text, with nested braces; 0 if there is none.
size_t placeholder_length(std::string_view text);

/// The name of the placeholder that starts at `at`: letters, digits and `_ . : -`, as `Fn.Arn` and
/// `AWS::Region` are. Empty if none does.
std::string_view placeholder_at(std::string_view text, size_t at);

/// Whether the text holds a `${…}` that is not empty, and whether it is nothing else.
bool has_placeholder(std::string_view text);
bool is_placeholder(std::string_view text);

/// The names of all placeholders in the keys and strings of a tree, each once.
std::vector<std::string> placeholders(const Node& root);

/// A text with values inserted as they are. After kMostExpandedText bytes, placeholders are left.
std::string filled(std::string_view text, const Substitutions& values);
/// The same for all keys and strings of a tree.
void fill(Node& node, const Substitutions& values);

}  // namespace pawl::source
