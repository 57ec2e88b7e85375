// Regular expressions, by PCRE2, with bounds on what one match may cost: patterns come from anybody.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace pawl {

class Regex {
 public:
  /// Perl: PCRE2's own, which is near Java's. JavaScript: ECMAScript's with the flag `u`, as far as it
  /// differs in classes, escapes, `$` and groups without a match; compiled to machine code where that is
  /// possible.
  enum class Syntax : uint8_t { Perl, JavaScript };
  struct Settings {
    Syntax syntax = Syntax::Perl;
    bool any_case = false;
    bool multiline = false;  // ^ and $ match at lines too
    bool whole = false;      // the whole text must match
  };
  /// The error is PCRE2's sentence.
  static tl::expected<Regex, std::string> compile(std::string_view pattern, const Settings& settings);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  enum class Found : uint8_t { No, Yes, TooCostly };
  /// Where a group stands in the text; kNone as the begin of one that took no part.
  struct Range {
    static constexpr size_t kNone = static_cast<size_t>(-1);
    size_t begin = kNone;
    size_t end = kNone;
  };
  /// Looks for a match from byte `from` on. The ranges, the whole match first, live until the next call.
  Found find(std::string_view text, size_t from, std::span<const Range>& groups) const;
  [[nodiscard]] Found find(std::string_view text) const;

  /// As it was given.
  [[nodiscard]] const std::string& pattern() const;

 private:
  struct Program;
  explicit Regex(std::unique_ptr<Program> program);

  std::unique_ptr<Program> program_;
};

}  // namespace pawl
