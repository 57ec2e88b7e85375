#include "remote/event_source.h"

#include <fmt/format.h>

namespace pawl::remote {

ApiResult<std::vector<FetchedEvent>> EventSource::next() {
  auto page = api_.events(execution_, token_, page_size_);
  // A token holds for a day: what was read before is passed over.
  if (!page && page.error().code == "InvalidToken" && !token_.empty()) {
    token_.clear();
    has_more_ = true;
    return std::vector<FetchedEvent>();
  }
  if (!page) return tl::unexpected(std::move(page.error()));
  const auto refuse = [this](const std::string& why) {
    return tl::unexpected(
        ApiError{"", fmt::format("the service's history of {} cannot be read: {}", execution_, why)});
  };
  std::vector<FetchedEvent> found;
  for (Value& json : page->events) {
    auto event = history::event_from_json(json);
    if (!event) return refuse(event.error().message);
    if (event->id <= last_) continue;
    if (const std::string fault = history::id_fault(event->id, last_); !fault.empty()) return refuse(fault);
    last_ = event->id;
    found.push_back({std::move(json), std::move(*event)});
  }
  has_more_ = !page->next.empty();
  if (has_more_ && page->next == token_) return refuse("a page names itself as the next one");
  if (has_more_) token_ = std::move(page->next);
  return found;
}

}  // namespace pawl::remote
