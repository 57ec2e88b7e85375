#include "items/record_reader.h"

namespace pawl::items {

Result<uint64_t> RecordReader::skip(uint64_t count) {
  Item item;
  for (uint64_t passed = 0; passed < count; ++passed) {
    PAWL_TRY(const bool found, read(item));
    if (!found) return passed;
  }
  return count;
}

Result<std::unique_ptr<RecordReader>> read_records(const RecordFormat& format,
                                                   std::unique_ptr<ByteStream> stream) {
  switch (format.type) {
    case RecordFormat::Type::Json: return read_json(format, std::move(stream));
    case RecordFormat::Type::Jsonl: return read_jsonl(std::move(stream));
    case RecordFormat::Type::Csv: return read_csv(format, std::move(stream));
  }
  return fail("pawl does not know this format");
}

}  // namespace pawl::items
