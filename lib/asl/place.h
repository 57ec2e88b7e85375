// Place: a position of the reader in a definition's tree. A chain of stack objects; pointers are rendered
// only for reports.
#pragma once
#include <string>
#include <string_view>

#include "source/document.h"

namespace pawl::asl {

struct Place {
  const Place* parent = nullptr;  // null at the root
  const source::Node* node = nullptr;
  std::string_view key;  // in an object
  source::Span key_span;
  size_t index = kNone;  // in an array

  static constexpr size_t kNone = static_cast<size_t>(-1);

  explicit Place(const source::Node& root) : node(&root) {}
  Place(const Place& above, const source::NodeMember& member)
      : parent(&above), node(&member.value), key(member.key), key_span(member.key_span) {}
  Place(const Place& above, const source::Node& element, size_t element_index)
      : parent(&above), node(&element), index(element_index) {}

  /// JSON pointer, RFC 6901: "/States/a~1b/Choices/0".
  [[nodiscard]] std::string pointer() const;
  /// As AWS writes it: "/States/a/b/Choices[0]"; "/" for the root.
  [[nodiscard]] std::string aws_path() const;
  /// The same below another place of the chain: "Choices[0]/Next".
  [[nodiscard]] std::string aws_path_below(const Place& above) const;
  /// The span that identifies the place in messages: its key, or the first byte of the value.
  [[nodiscard]] source::Span name_span() const;
};

/// Adds "/token" with RFC 6901's escapes.
void append_pointer_token(std::string& pointer, std::string_view token);

/// The pointer of a state, or of a value in it, as AWS writes it. Digits are an index, except as the name of
/// a state.
std::string aws_path_of(std::string_view pointer);

}  // namespace pawl::asl
