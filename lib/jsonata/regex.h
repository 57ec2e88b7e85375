// Regular expressions as JavaScript has them, by PCRE2.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "jsonata/error.h"

namespace pawl::jsonata {

class Regex {
 public:
  /// `flags` holds `i` and `m`. What JavaScript refuses has an error without a code, as there.
  static Expected<std::shared_ptr<const Regex>> compile(std::string_view pattern, std::string_view flags);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  enum class Found : uint8_t { No, Yes, TooCostly };
  /// Where a group stands in the text; kNone as the begin of one that took no part.
  struct Range {
    static constexpr size_t kNone = static_cast<size_t>(-1);
    size_t begin = kNone;
    size_t end = kNone;
  };
  /// Looks for a match from byte `from` on. The ranges, the whole match first, live until the next call.
  Found find(std::string_view text, size_t from, std::span<const Range>& groups) const;

  [[nodiscard]] const std::string& pattern() const { return pattern_; }

 private:
  struct Program;
  explicit Regex(std::unique_ptr<Program> program, std::string pattern);

  std::unique_ptr<Program> program_;
  std::string pattern_;
};

}  // namespace pawl::jsonata
