// TextBuffer: a growable run of bytes for text that is written piece by piece on hot paths
// (JSON output, history lines). Like std::string, but growing it never fills memory twice.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace pawl {

class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  TextBuffer(TextBuffer&& other) noexcept { swap(other); }
  TextBuffer& operator=(TextBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~TextBuffer() { std::free(data_); }

  /// Room for `n` more bytes; write there, then call wrote(). Valid until the next call of room().
  char* room(size_t n) {
    if (size_ + n > capacity_) grow(size_ + n);
    return data_ + size_;
  }
  void wrote(size_t n) { size_ += n; }

  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void append(char c) {
    *room(1) = c;
    ++size_;
  }
  void append_number(int64_t number);

  [[nodiscard]] std::string_view view() const { return {data_, size_}; }
  [[nodiscard]] std::string str() const { return std::string(view()); }
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// Keeps the first `size` bytes; the memory stays.
  void truncate(size_t size) { size_ = size; }
  void clear() { size_ = 0; }
  /// Gives memory beyond `limit` bytes back, so that one huge payload does not stay for ever.
  void shrink_to(size_t limit) {
    if (capacity_ <= limit || size_ > limit) return;
    if (void* smaller = std::realloc(data_, limit)) {
      data_ = static_cast<char*>(smaller);
      capacity_ = limit;
    }
  }

 private:
  void swap(TextBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }
  void grow(size_t needed) {
    size_t capacity = capacity_ < 256 ? 256 : capacity_ + capacity_ / 2;
    if (capacity < needed) capacity = needed;
    void* larger = std::realloc(data_, capacity);
    if (larger == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(larger);
    capacity_ = capacity;
  }

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace pawl
