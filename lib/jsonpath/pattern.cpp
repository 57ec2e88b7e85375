#include "jsonpath/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace pawl::jsonpath {
namespace {

constexpr uint32_t kMatchLimit = 200'000;
constexpr uint32_t kDepthLimit = 10'000;
constexpr uint32_t kHeapLimitKiB = 20'000;
constexpr uint32_t kNestLimit = 100;

}  // namespace

struct Pattern::Code {
  pcre2_code* code = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_match_context* context = nullptr;

  ~Code() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
  }
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

tl::expected<Pattern, std::string> Pattern::compile(std::string_view expression, bool any_case) {
  uint32_t options =
      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  if (any_case) options |= PCRE2_CASELESS;
  pcre2_compile_context* settings = pcre2_compile_context_create(nullptr);
  pcre2_set_parens_nest_limit(settings, kNestLimit);
  int error = 0;
  size_t offset = 0;
  auto owned = std::make_unique<Code>();
  owned->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), options,
                              &error, &offset, settings);
  pcre2_compile_context_free(settings);
  if (owned->code == nullptr) {
    unsigned char message[256];
    if (pcre2_get_error_message(error, message, sizeof message) < 0) message[0] = '\0';
    return tl::unexpected<std::string>(reinterpret_cast<const char*>(message));
  }
  owned->data = pcre2_match_data_create(1, nullptr);
  owned->context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(owned->context, kMatchLimit);
  pcre2_set_depth_limit(owned->context, kDepthLimit);
  pcre2_set_heap_limit(owned->context, kHeapLimitKiB);
  return Pattern(std::move(owned));
}

Pattern::Match Pattern::matches(std::string_view text) const {
  const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                code_->data, code_->context);
  if (found >= 0) return Match::Yes;
  switch (found) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_NOMEMORY: return Match::TooMuchWork;
    default: return Match::No;
  }
}

}  // namespace pawl::jsonpath
