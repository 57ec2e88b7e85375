#include "service/paging.h"

#include "base/base64url.h"
#include "base/digest.h"
#include "value/members.h"

namespace pawl::service {

namespace {

constexpr size_t kMarkLength = 16;

std::string mark_of(std::string_view what) { return digest(what, "SHA-256").value().substr(0, kMarkLength); }

}  // namespace

Served<PageRequest> page_request(const Value& input, std::string_view what) {
  PageRequest page;
  if (const int64_t most = number_of(input, "maxResults"); most > 0) page.most = static_cast<size_t>(most);
  const std::string_view token = text_of(input, "nextToken");
  if (token.empty()) return page;
  const auto text = base64url_decode(token);
  if (!text || text->size() <= kMarkLength || text->substr(0, kMarkLength) != mark_of(what))
    return fault("InvalidToken", "Invalid Token: 'Invalid token'");
  page.after = text->substr(kMarkLength);
  return page;
}

std::string next_token(std::string_view position, std::string_view what) {
  return base64url_encode(mark_of(what) + std::string(position));
}

}  // namespace pawl::service
