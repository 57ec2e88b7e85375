// Regular expressions of filters (`=~ /…/i`), on PCRE2 with bounds on the work one match may do.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace pawl::jsonpath {

class Pattern {
 public:
  /// The error is PCRE2's sentence.
  static tl::expected<Pattern, std::string> compile(std::string_view expression, bool any_case);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  enum class Match : unsigned char { Yes, No, TooMuchWork };
  /// Whether the expression matches the whole of `text`.
  [[nodiscard]] Match matches(std::string_view text) const;

 private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

}  // namespace pawl::jsonpath
