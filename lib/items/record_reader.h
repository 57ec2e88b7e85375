// RecordReader: the items of one file, by its format.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "items/byte_stream.h"
#include "items/item.h"
#include "value/value.h"

namespace pawl::items {

/// AWS's own texts.
inline constexpr std::string_view kNotIterable = "Attempting to map over non-iterable node.";
inline constexpr std::string_view kDuplicateHeaders = "CSV headers cannot contain duplicates.";

/// How a file holds items: the fields of a ReaderConfig.
struct RecordFormat {
  enum class Type : uint8_t { Json, Jsonl, Csv } type = Type::Json;
  std::optional<std::string> items_pointer;         // Json
  char delimiter = ',';                             // Csv
  std::optional<std::vector<std::string>> headers;  // Csv; nullopt: they are in the first row
};

class RecordReader {
 public:
  RecordReader() = default;
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;
  virtual ~RecordReader() = default;
  /// Sets the item's value and key. False: there are no more. Errors say where in the file.
  virtual Result<bool> read(Item& item) = 0;
  /// Skips up to `count` items and returns how many there were.
  virtual Result<uint64_t> skip(uint64_t count);
};

/// `stream`: unpacked.
Result<std::unique_ptr<RecordReader>> read_records(const RecordFormat& format,
                                                   std::unique_ptr<ByteStream> stream);

Result<std::unique_ptr<RecordReader>> read_jsonl(std::unique_ptr<ByteStream> stream);
Result<std::unique_ptr<RecordReader>> read_csv(const RecordFormat& format,
                                               std::unique_ptr<ByteStream> stream);
Result<std::unique_ptr<RecordReader>> read_json(const RecordFormat& format,
                                                std::unique_ptr<ByteStream> stream);

}  // namespace pawl::items
