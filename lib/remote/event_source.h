// EventSource: the history of an execution at the service, page by page, as it grows.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "history/reader.h"
#include "remote/states_api.h"

namespace pawl::remote {

/// An event as the service gave it, and as it was read.
struct FetchedEvent {
  Value json;
  history::RecordedEvent event;
};

class EventSource {
 public:
  /// `page_size`: at most 1000. The last page is asked for again and again, so for following an execution
  /// small ones are better.
  EventSource(StatesApi& api, std::string execution, int page_size)
      : api_(api), execution_(std::move(execution)), page_size_(page_size) {}

  /// The next events, of one page at most; none: that is all so far. Errors: the service refuses, or what it
  /// gives is no history.
  ApiResult<std::vector<FetchedEvent>> next();
  /// Whether the service has told of more than next() returned last.
  [[nodiscard]] bool has_more() const { return has_more_; }

 private:
  StatesApi& api_;
  std::string execution_;
  int page_size_;
  std::string token_;  // of the page that is read
  history::EventId last_ = 0;
  bool has_more_ = true;
};

}  // namespace pawl::remote
