// gzip and zstd, known by their first bytes.
#include <zlib.h>
#include <zstd.h>

#include <cstring>
#include <vector>

#include "items/byte_stream.h"

namespace pawl::items {
namespace {

constexpr size_t kPacked = size_t{128} * 1024;
constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

/// A stream whose first bytes were looked at.
class Peeked final : public ByteStream {
 public:
  Peeked(std::string head, std::unique_ptr<ByteStream> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  Result<size_t> read(char* into, size_t most) override {
    if (at_ == head_.size()) return rest_->read(into, most);
    const size_t count = std::min(most, head_.size() - at_);
    std::memcpy(into, head_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string head_;
  size_t at_ = 0;
  std::unique_ptr<ByteStream> rest_;
};

/// The packed bytes, block by block.
class Packed {
 public:
  explicit Packed(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)), bytes_(kPacked) {}
  /// False: the end.
  Result<bool> refill() {
    PAWL_TRY(size_, stream_->read(bytes_.data(), bytes_.size()));
    return size_ > 0;
  }
  [[nodiscard]] char* data() { return bytes_.data(); }
  [[nodiscard]] size_t size() const { return size_; }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::vector<char> bytes_;
  size_t size_ = 0;
};

class Gunzipped final : public ByteStream {
 public:
  explicit Gunzipped(std::unique_ptr<ByteStream> stream) : packed_(std::move(stream)) {
    if (inflateInit2(&zlib_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Gunzipped() override { inflateEnd(&zlib_); }

  Result<size_t> read(char* into, size_t most) override {
    zlib_.next_out = reinterpret_cast<Bytef*>(into);
    zlib_.avail_out = static_cast<uInt>(most);
    while (zlib_.avail_out == most) {
      if (zlib_.avail_in == 0) {
        PAWL_TRY(const bool more, packed_.refill());
        if (!more) {
          if (in_member_) return fail("the gzip data ends too early: the file was cut off");
          return size_t{0};
        }
        zlib_.next_in = reinterpret_cast<Bytef*>(packed_.data());
        zlib_.avail_in = static_cast<uInt>(packed_.size());
      }
      if (!in_member_) inflateReset(&zlib_);  // gzip files may stand one after the other
      in_member_ = true;
      const int status = inflate(&zlib_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) in_member_ = false;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        return fail(std::string("the gzip data is damaged: ") +
                    (zlib_.msg != nullptr ? zlib_.msg : "it cannot be unpacked"));
    }
    return most - zlib_.avail_out;
  }

 private:
  Packed packed_;
  z_stream zlib_{};
  bool in_member_ = false;
};

class Unzstd final : public ByteStream {
 public:
  explicit Unzstd(std::unique_ptr<ByteStream> stream)
      : packed_(std::move(stream)), zstd_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (zstd_ == nullptr) throw std::bad_alloc();
  }

  Result<size_t> read(char* into, size_t most) override {
    ZSTD_outBuffer out{into, most, 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size) {
        PAWL_TRY(const bool more, packed_.refill());
        if (!more) {
          if (in_frame_) return fail("the zstd data ends too early: the file was cut off");
          return size_t{0};
        }
        in_ = {packed_.data(), packed_.size(), 0};
      }
      const size_t status = ZSTD_decompressStream(zstd_.get(), &out, &in_);
      if (ZSTD_isError(status) != 0)
        return fail(std::string("the zstd data is damaged: ") + ZSTD_getErrorName(status));
      in_frame_ = status != 0;
    }
    return out.pos;
  }

 private:
  Packed packed_;
  std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> zstd_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool in_frame_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteStream>> unpacked(std::unique_ptr<ByteStream> stream) {
  std::string head(kZstdMagic.size(), '\0');
  size_t size = 0;
  while (size < head.size()) {
    PAWL_TRY(const size_t got, stream->read(head.data() + size, head.size() - size));
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  const bool gzip = head.starts_with(kGzipMagic), zstd = head == kZstdMagic;
  std::unique_ptr<ByteStream> whole = std::make_unique<Peeked>(std::move(head), std::move(stream));
  if (gzip) return std::make_unique<Gunzipped>(std::move(whole));
  if (zstd) return std::make_unique<Unzstd>(std::move(whole));
  return whole;
}

}  // namespace pawl::items
