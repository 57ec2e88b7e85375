// The two manifests that name the files to read.
#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "items/object_queue.h"
#include "value/parse.h"

namespace pawl::items {
namespace {

constexpr size_t kMaxManifestBytes = size_t{64} * 1024 * 1024;
constexpr std::string_view kScheme = "s3://";

class AthenaObjects final : public ObjectQueue {
 public:
  explicit AthenaObjects(std::unique_ptr<ByteStream> manifest) : window_(std::move(manifest)) {}

  Result<bool> next(ObjectName& object) override {
    for (;;) {
      const std::string_view text = window_.text();
      size_t end = text.find('\n');
      if (end == std::string_view::npos) {
        PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the line"));
        if (more) continue;
        end = window_.text().size();
        if (end == 0) return false;
      }
      const std::string_view line = trimmed(window_.text().substr(0, end));
      ++line_;
      const bool is_blank = line.empty();
      const size_t slash = line.find('/', kScheme.size());
      if (!is_blank) {
        if (!line.starts_with(kScheme) || slash == std::string_view::npos)
          return fail(fmt::format("line {} of the manifest is no s3://bucket/key", line_));
        object.bucket = line.substr(kScheme.size(), slash - kScheme.size());
        object.key = line.substr(slash + 1);
      }
      window_.consume(std::min(end + 1, window_.text().size()));
      if (!is_blank) return true;
    }
  }

 private:
  Window window_;
  uint64_t line_ = 0;
};

class InventoryObjects final : public ObjectQueue {
 public:
  InventoryObjects(std::string bucket, Value files) : bucket_(std::move(bucket)), files_(std::move(files)) {}

  Result<bool> next(ObjectName& object) override {
    if (at_ == files_.size()) return false;
    const Value* key = files_.items()[at_++].find("key");
    if (key == nullptr || !key->is_string())
      return fail(fmt::format("file {} of the inventory's manifest has no \"key\"", at_));
    object = {bucket_, std::string(key->as_string())};
    return true;
  }

 private:
  std::string bucket_;
  Value files_;
  size_t at_ = 0;
};

Result<std::string> text_member(const Value& manifest, std::string_view name) {
  const Value* text = manifest.find(name);
  if (text == nullptr || !text->is_string())
    return fail(fmt::format("it is no manifest.json of an S3 inventory: it has no \"{}\"", name));
  return std::string(text->as_string());
}

}  // namespace

Result<std::unique_ptr<ObjectQueue>> athena_objects(std::unique_ptr<ByteStream> manifest) {
  return std::make_unique<AthenaObjects>(std::move(manifest));
}

Result<Inventory> read_inventory(std::unique_ptr<ByteStream> manifest) {
  Window window(std::move(manifest));
  for (bool more = true; more;) {
    PAWL_TRY(more, window.fill(kMaxManifestBytes, "the manifest"));
  }
  PAWL_TRY(const Value value, parse_json(window.text()));
  PAWL_TRY(const std::string format, text_member(value, "fileFormat"));
  if (format != "CSV")
    return fail("the inventory's files are " + format + ", and pawl reads those of CSV only");
  PAWL_TRY(std::string bucket, text_member(value, "destinationBucket"));
  bucket = bucket.substr(bucket.rfind(':') + 1);  // it may be an ARN
  PAWL_TRY(const std::string schema, text_member(value, "fileSchema"));
  const Value* files = value.find("files");
  if (files == nullptr || !files->is_array())
    return fail("it is no manifest.json of an S3 inventory: it has no \"files\"");
  Inventory inventory;
  inventory.objects = std::make_unique<InventoryObjects>(std::move(bucket), *files);
  for (std::string_view rest = schema; !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    inventory.columns.emplace_back(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return inventory;
}

}  // namespace pawl::items
