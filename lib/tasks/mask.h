// Masks secrets. Tasks receive secrets, but every text from a task is masked before it is shown or written.
// Text is masked before it is cut, since part of a secret would not be found.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "value/value.h"

namespace pawl::tasks {

/// The texts to search for: each as it is, each of its lines (of 8 bytes or more, since standard error comes
/// by lines), and both as they stand inside of JSON strings and URLs.
std::vector<std::string> shown_forms(std::span<const std::string> secrets);

/// `text` with every occurrence of a secret replaced by `***`. Of overlapping ones the longest goes; empty
/// secrets are ignored.
std::string mask(std::string_view text, std::span<const std::string> secrets);
/// The same for every string inside a value, keys included; a number goes if it is a secret as a whole. What
/// holds no secret is shared with `value`.
Value mask(const Value& value, std::span<const std::string> secrets);

/// Whether there is a secret in `text`.
bool holds_secret(std::string_view text, std::span<const std::string> secrets);

/// mask() for a text that comes in pieces.
class MaskedStream {
 public:
  /// `secrets` outlives the stream.
  explicit MaskedStream(std::span<const std::string> secrets) : secrets_(secrets) {}
  /// The masked text so far, without an end that may be the start of a secret.
  std::string take(std::string_view bytes);
  /// The rest.
  std::string finish();

 private:
  std::span<const std::string> secrets_;
  std::string waiting_;
};

}  // namespace pawl::tasks
