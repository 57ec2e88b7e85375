// CSV with headers: one object of strings a row.
#include <unordered_set>

#include "items/csv_rows.h"
#include "items/record_reader.h"

namespace pawl::items {
namespace {

constexpr size_t kMaxHeaderBytes = size_t{10} * 1024;  // all headers together, as at AWS

class CsvReader final : public RecordReader {
 public:
  CsvReader(std::unique_ptr<ByteStream> stream, char delimiter) : rows_(std::move(stream), delimiter) {}

  Result<void> take_headers_of_first_row() {
    std::span<const std::string_view> cells;
    PAWL_TRY(const bool found, rows_.next(cells));
    return found ? set_headers(cells) : Result<void>();
  }

  template <class Texts>
  Result<void> set_headers(const Texts& headers) {
    std::unordered_set<std::string> seen;
    size_t bytes = 0;
    for (const auto& header : headers) {
      if (!seen.emplace(header).second) return fail(std::string(kDuplicateHeaders));
      headers_.push_back(Value::string(header));
      bytes += header.size();
    }
    if (bytes > kMaxHeaderBytes)
      return fail("the CSV headers have " + std::to_string(bytes) + " bytes, more than the " +
                  std::to_string(kMaxHeaderBytes) + " that AWS takes");
    return {};
  }

  Result<bool> read(Item& item) override {
    std::span<const std::string_view> cells;
    PAWL_TRY(const bool found, rows_.next(cells));
    if (!found) return false;
    // A longer row is cut, a shorter one filled up.
    ObjectBuilder row(headers_.size());
    for (size_t i = 0; i < headers_.size(); ++i)
      row.append(headers_[i], Value::string(i < cells.size() ? cells[i] : std::string_view()));
    item.value = row.finish();
    item.key = Value::absent();
    return true;
  }

  Result<uint64_t> skip(uint64_t count) override {
    std::span<const std::string_view> cells;
    for (uint64_t passed = 0; passed < count; ++passed) {
      PAWL_TRY(const bool found, rows_.next(cells));
      if (!found) return passed;
    }
    return count;
  }

 private:
  CsvRows rows_;
  std::vector<Value> headers_;
};

}  // namespace

Result<std::unique_ptr<RecordReader>> read_csv(const RecordFormat& format,
                                               std::unique_ptr<ByteStream> stream) {
  auto reader = std::make_unique<CsvReader>(std::move(stream), format.delimiter);
  PAWL_CHECK(format.headers ? reader->set_headers(*format.headers) : reader->take_headers_of_first_row());
  return reader;
}

}  // namespace pawl::items
