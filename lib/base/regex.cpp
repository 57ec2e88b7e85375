#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>

#include <vector>

namespace pawl {
namespace {

/// What a pattern may cost. 0: PCRE2's own bound.
struct Bounds {
  uint32_t steps;  // of one match
  uint32_t depth;  // of backtracking
  uint32_t parentheses;
};
constexpr Bounds kPerl = {200'000, 10'000, 100};
constexpr Bounds kJavaScript = {2'000'000, 0, 0};
constexpr uint32_t kHeapKilobytes = 20'000;
constexpr size_t kStackLeast = 32 * 1024;
constexpr size_t kStackMost = 1024 * 1024;

/// JavaScript's meaning where PCRE2's differs: `\s` takes in every Unicode blank, `\d` and `\w` are ASCII as
/// in PCRE2, `[^]` is any character, a lone `]` or `}` is literal in both.
std::string translated(std::string_view pattern) {
  static constexpr std::string_view kBlanks =
      "\\t-\\r\\x20\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF";
  static constexpr std::string_view kNotBlanks =
      "\\x00-\\x08\\x0E-\\x1F\\x21-\\x9F\\xA1-\\u167F\\u1681-\\u1FFF\\u200B-\\u2027\\u202A-\\u202E\\u2030-"
      "\\u205E"
      "\\u2060-\\u2FFF\\u3001-\\uFEFE\\uFF00-\\u{10FFFF}";
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char escaped = pattern[++i];
      if (escaped == 's' || escaped == 'S') {
        const std::string_view set = escaped == 's' ? kBlanks : kNotBlanks;
        if (!in_class) out += '[';
        out += set;
        if (!in_class) out += ']';
      } else {
        out += c;
        out += escaped;
      }
      continue;
    }
    if (c == '[' && in_class) out += '\\';
    else if (c == '[') in_class = true;
    else if (c == ']') in_class = false;
    out += c;
    // A class that begins with `]` is empty in JavaScript; PCRE2_ALLOW_EMPTY_CLASS sees to that.
    if (c == '[' && in_class && i + 1 < pattern.size() && pattern[i + 1] == '^') out += pattern[++i];
  }
  return out;
}

template <class T, void (*kFree)(T*)>
struct Freeing {
  void operator()(T* object) const { kFree(object); }
};

}  // namespace

struct Regex::Program {
  std::string pattern;
  std::unique_ptr<pcre2_code, Freeing<pcre2_code, pcre2_code_free>> code;
  std::unique_ptr<pcre2_match_data, Freeing<pcre2_match_data, pcre2_match_data_free>> match;
  std::unique_ptr<pcre2_match_context, Freeing<pcre2_match_context, pcre2_match_context_free>> context;
  std::unique_ptr<pcre2_jit_stack, Freeing<pcre2_jit_stack, pcre2_jit_stack_free>> stack;
  std::vector<Range> groups;

  /// Machine code, with a stack of its own.
  void speed_up() {
    if (pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE) != 0) return;
    stack.reset(pcre2_jit_stack_create(kStackLeast, kStackMost, nullptr));
    if (stack != nullptr) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
};

Regex::Regex(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

tl::expected<Regex, std::string> Regex::compile(std::string_view pattern, const Settings& settings) {
  const bool is_javascript = settings.syntax == Syntax::JavaScript;
  const Bounds& bounds = is_javascript ? kJavaScript : kPerl;
  uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (settings.any_case) options |= PCRE2_CASELESS;
  if (settings.multiline) options |= PCRE2_MULTILINE;
  if (settings.whole) options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  std::unique_ptr<pcre2_compile_context, Freeing<pcre2_compile_context, pcre2_compile_context_free>>
      compiling(pcre2_compile_context_create(nullptr));
  if (bounds.parentheses > 0) pcre2_set_parens_nest_limit(compiling.get(), bounds.parentheses);
  auto program = std::make_unique<Program>();
  program->pattern = pattern;
  std::string translation;
  if (is_javascript) {
    options |= PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY;
    pcre2_set_newline(compiling.get(), PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_compile_extra_options(compiling.get(), PCRE2_EXTRA_ALT_BSUX);
    translation = translated(pattern);
    pattern = translation;
  }
  int fault = 0;
  size_t offset = 0;
  program->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options,
                                    &fault, &offset, compiling.get()));
  if (program->code == nullptr) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(fault, message, sizeof message);
    return tl::unexpected<std::string>(reinterpret_cast<const char*>(message));
  }
  program->match.reset(pcre2_match_data_create_from_pattern(program->code.get(), nullptr));
  program->groups.resize(pcre2_get_ovector_count(program->match.get()));
  program->context.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(program->context.get(), bounds.steps);
  if (bounds.depth > 0) pcre2_set_depth_limit(program->context.get(), bounds.depth);
  pcre2_set_heap_limit(program->context.get(), kHeapKilobytes);
  if (is_javascript) program->speed_up();
  return Regex(std::move(program));
}

Regex::Found Regex::find(std::string_view text, size_t from, std::span<const Range>& groups) const {
  const int count = pcre2_match(program_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                from, 0, program_->match.get(), program_->context.get());
  if (count == PCRE2_ERROR_NOMATCH) return Found::No;
  if (count < 0) return Found::TooCostly;
  const size_t* offsets = pcre2_get_ovector_pointer(program_->match.get());
  for (size_t i = 0; i < program_->groups.size(); ++i) {
    const bool is_set = i < static_cast<size_t>(count) && offsets[2 * i] != PCRE2_UNSET;
    program_->groups[i] = is_set ? Range{offsets[2 * i], offsets[2 * i + 1]} : Range{};
  }
  groups = program_->groups;
  return Found::Yes;
}

Regex::Found Regex::find(std::string_view text) const {
  std::span<const Range> groups;
  return find(text, 0, groups);
}

const std::string& Regex::pattern() const { return program_->pattern; }

}  // namespace pawl
