// FolderWatch: hears, on an event loop, of files that appear in a folder.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/event_loop.h"

namespace pawl::runtime {

class FolderWatch {
 public:
  /// `heard` is called from the loop with the name of a file that was made there or moved there. With an
  /// empty name it has to look for itself: some notices were lost, or the system has none (inotify(7)) to
  /// give.
  FolderWatch(EventLoop& loop, const std::string& folder, std::function<void(std::string_view)> heard);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

 private:
  struct Watch;
  std::shared_ptr<Watch> watch_;
};

}  // namespace pawl::runtime
