// Pages of lists (API reference: maxResults, nextToken).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "service/fault.h"
#include "value/value.h"

namespace pawl::service {

/// Which page a call asks for.
struct PageRequest {
  size_t most = 100;  // entries of a page
  std::string
      after;  // the position that its token names, in a form of the operation's own; empty: the first page
};

/// `what` names the operation and all that must be the same for a list's pages. Errors: InvalidToken, where
/// the token is none that next_token() made for the same list.
Served<PageRequest> page_request(const Value& input, std::string_view what);
std::string next_token(std::string_view position, std::string_view what);

/// One page of a list that is in memory: {NAME: […], "nextToken"}. `position` is a text that grows
/// along the list, by which the next page begins after this one whatever has been added or removed since.
template <class All, class Position, class Entry>
Value page_of(std::string_view name, All&& all, const PageRequest& page, std::string_view what,
              const Position& position, const Entry& entry) {
  std::vector<Value> entries;
  std::string last;
  bool has_more = false;
  for (const auto& one : all) {
    if (!page.after.empty() && position(one) <= page.after) continue;
    if (entries.size() == page.most) {
      has_more = true;
      break;
    }
    entries.push_back(entry(one));
    last = position(one);
  }
  Value answer = Value::object({{name, Value::array(std::move(entries))}});
  if (has_more)
    answer = answer.with_member(Value::string("nextToken"), Value::string(next_token(last, what)));
  return answer;
}

}  // namespace pawl::service
