// JSON Lines: one item a line.
#include "base/utf8.h"
#include "items/record_reader.h"
#include "value/parse.h"

namespace pawl::items {
namespace {

class JsonlReader final : public RecordReader {
 public:
  explicit JsonlReader(std::unique_ptr<ByteStream> stream) : window_(std::move(stream)) {}

  Result<bool> read(Item& item) override {
    std::string_view line;
    PAWL_TRY(const bool found, next_line(line));
    if (!found) return false;
    auto value = parser_.parse(line);
    if (!value) return refused(value.error());
    window_.consume(taken_);
    item.value = std::move(*value);
    item.key = Value::absent();
    return true;
  }

  Result<uint64_t> skip(uint64_t count) override {
    std::string_view line;
    for (uint64_t passed = 0; passed < count; ++passed) {
      PAWL_TRY(const bool found, next_line(line));
      if (!found) return passed;
      window_.consume(taken_);
    }
    return count;
  }

 private:
  /// The next line that is not blank; taken_ is what it takes of the window.
  Result<bool> next_line(std::string_view& line) {
    size_t searched = 0;
    for (;;) {
      const std::string_view text = window_.text();
      const size_t newline = text.find('\n', searched);
      if (newline != std::string_view::npos) {
        taken_ = newline + 1;
        line = text.substr(0, newline);
      } else {
        searched = text.size();
        PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the line"));
        if (more) continue;
        if (window_.text().empty()) return false;
        line = window_.text();
        taken_ = line.size();
      }
      ++line_;
      searched = 0;
      if (line_ == 1 && line.starts_with(utf8::kByteOrderMark))
        line.remove_prefix(utf8::kByteOrderMark.size());
      if (line.find_first_not_of(" \t\r") != std::string_view::npos) return true;
      window_.consume(taken_);
    }
  }

  [[nodiscard]] tl::unexpected<Error> refused(const JsonError& error) const {
    return fail("line " + std::to_string(line_) + ", byte " + std::to_string(error.offset + 1) + ": " +
                error.message);
  }

  Window window_;
  JsonParser parser_;
  size_t taken_ = 0;
  uint64_t line_ = 0;
};

}  // namespace

Result<std::unique_ptr<RecordReader>> read_jsonl(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<JsonlReader>(std::move(stream));
}

}  // namespace pawl::items
