#include <cstdlib>
#include <cstring>
#include <new>

#include "items/byte_stream.h"

namespace pawl::items {
namespace {

constexpr size_t kBlock = size_t{256} * 1024;

}  // namespace

Window::~Window() { std::free(bytes_); }

Result<bool> Window::fill(size_t limit, std::string_view what) {
  if (ended_) return false;
  const size_t kept = end_ - begin_;
  if (kept > limit)
    return fail(std::string(what) + " at byte " + std::to_string(offset()) + " has more than " +
                std::to_string(limit) + " bytes");
  if (kept > 0 && begin_ > 0) std::memmove(bytes_, bytes_ + begin_, kept);
  begin_ = 0;
  end_ = kept;
  if (capacity_ - end_ < kBlock) {
    const size_t capacity = capacity_ == 0 ? 2 * kBlock : 2 * capacity_;
    auto* larger = static_cast<char*>(std::realloc(bytes_, capacity));
    if (larger == nullptr) throw std::bad_alloc();
    bytes_ = larger;
    capacity_ = capacity;
  }
  PAWL_TRY(const size_t got, stream_->read(bytes_ + end_, capacity_ - end_));
  end_ += got;
  read_ += got;
  ended_ = got == 0;
  return !ended_;
}

}  // namespace pawl::items
