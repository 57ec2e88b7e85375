// ByteStream: the bytes of an object, in order.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace pawl::items {

class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  /// Up to `most` bytes; 0: the end.
  virtual Result<size_t> read(char* into, size_t most) = 0;
};

/// The bytes of `stream`, unpacked if its first bytes say that they are gzip or zstd.
Result<std::unique_ptr<ByteStream>> unpacked(std::unique_ptr<ByteStream> stream);

/// A part of a stream in memory, which grows until a whole record is in it.
class Window {
 public:
  explicit Window(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  /// What has been read and not yet consumed. Valid until fill().
  [[nodiscard]] std::string_view text() const { return {bytes_ + begin_, end_ - begin_}; }
  /// The same bytes, for unescaping in place.
  [[nodiscard]] char* bytes() { return bytes_ + begin_; }
  /// Skips the first `count` bytes of text().
  void consume(size_t count) { begin_ += count; }
  /// Reads more: text() grows at its end. False: the stream has ended. An error for more than `limit` bytes
  /// in text(), so that a file without an end of line does not fill the memory; `what` names the thing that
  /// is too large ("a line").
  Result<bool> fill(size_t limit, std::string_view what);
  /// Bytes of the stream before text().
  [[nodiscard]] uint64_t offset() const { return read_ - (end_ - begin_); }

 private:
  std::unique_ptr<ByteStream> stream_;
  char* bytes_ = nullptr;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t read_ = 0;
  bool ended_ = false;
};

/// How many bytes a line, a row or an element of a JSON array may have before it is refused unread.
inline constexpr size_t kMaxRecordBytes = size_t{4} * 1024 * 1024;

}  // namespace pawl::items
