#include "items/result_export.h"

#include <utility>

#include "value/dump.h"

namespace pawl::items {
namespace {

constexpr size_t kWrittenBlock = size_t{256} * 1024;

tl::unexpected<asl::StateError> failed(Error error) {
  return tl::unexpected(result_writer_failed(std::move(error.message)));
}

}  // namespace

tl::expected<std::unique_ptr<ResultExport>, asl::StateError> ResultExport::open(
    const Value& arguments, std::string_view uuid, MapRunNames names, WriterConfig config, ObjectStore& store,
    uint64_t max_file_bytes) {
  const auto text = [&](std::string_view name) {
    const Value* value = arguments.find(name);
    return std::string(value != nullptr && value->is_string() ? value->as_string() : std::string_view());
  };
  std::string bucket = text("Bucket"), folder = text("Prefix");
  if (bucket.empty())
    return tl::unexpected(
        result_writer_failed("the ResultWriter's parameters have no Bucket that is a string"));
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  folder.append(uuid).append("/");
  std::unique_ptr<ResultExport> opened(new ResultExport(std::move(bucket), std::move(folder),
                                                        std::move(names), config, store, max_file_bytes));
  auto manifest = store.create(opened->bucket_, opened->key_of("manifest.json"));
  if (!manifest) return failed(std::move(manifest.error()));
  opened->manifest_ = std::move(*manifest);
  return opened;
}

ResultExport::ResultExport(std::string bucket, std::string folder, MapRunNames names, WriterConfig config,
                           ObjectStore& store, uint64_t max_file_bytes)
    : bucket_(std::move(bucket)),
      folder_(std::move(folder)),
      names_(std::move(names)),
      config_(config),
      store_(store),
      max_file_bytes_(max_file_bytes) {}

ResultExport::~ResultExport() {
  if (manifest_ == nullptr) return;  // finished
  for (Kind& kind : kinds_) {
    for (File& file : kind.files) {
      if (file.is_shown) file.writer->withdraw();
    }
  }
}

tl::expected<void, asl::StateError> ResultExport::add(const ChildResult& child) {
  using Status = ChildResult::Status;
  const bool succeeded = child.status == Status::Succeeded;
  Kind& kind = kinds_[succeeded ? 2 : child.status == Status::Pending ? 1 : 0];
  const auto write_value = [&](const Value& value) {
    record_.clear();
    dump(value, record_);
    return write(kind, record_.view());
  };
  Result<void> written;
  if (!succeeded || config_.transformation == Transformation::None) {
    record_.clear();
    write_record(names_, child, record_);
    written = write(kind, record_.view());
  } else if (config_.transformation == Transformation::Flatten && child.output.is_array()) {
    for (const Value& element : child.output.items()) {
      if (written) written = write_value(element);
    }
  } else {
    written = write_value(child.output);
  }
  if (!written) return failed(std::move(written.error()));
  return {};
}

Result<void> ResultExport::write(Kind& kind, std::string_view record) {
  const bool is_array = config_.output_type == OutputType::Json;
  // A record takes its text, a separator, and the end of the file.
  if (kind.files.empty() || kind.files.back().bytes + record.size() + 3 > max_file_bytes_) {
    if (!kind.files.empty()) PAWL_CHECK(close_last(kind));
    File file;
    file.key = key_of(std::string(kind.name) + "_" + std::to_string(kind.files.size()) + ".json");
    PAWL_TRY(file.writer, store_.create(bucket_, file.key));
    kind.files.push_back(std::move(file));
  }
  File& file = kind.files.back();
  const size_t before = kind.tail.size();
  if (is_array) kind.tail.append(file.bytes == 0 ? '[' : ',');
  kind.tail.append(record);
  if (!is_array) kind.tail.append('\n');
  file.bytes += kind.tail.size() - before;
  if (kind.tail.size() >= kWrittenBlock) PAWL_CHECK(flush(kind));
  return {};
}

Result<void> ResultExport::flush(Kind& kind) {
  PAWL_CHECK(kind.files.back().writer->append(kind.tail.view()));
  kind.tail.clear();
  return {};
}

Result<void> ResultExport::close_last(Kind& kind) {
  if (config_.output_type == OutputType::Json) {
    kind.tail.append(']');
    ++kind.files.back().bytes;
  }
  PAWL_CHECK(flush(kind));
  return kind.files.back().writer->complete();
}

tl::expected<Value, asl::StateError> ResultExport::finish() {
  if (auto shown = show_all(); !shown) return failed(std::move(shown.error()));
  manifest_ = nullptr;
  return Value::object(
      {{"MapRunArn", Value::string(names_.map_run_arn)},
       {"ResultWriterDetails", Value::object({{"Bucket", Value::string(bucket_)},
                                              {"Key", Value::string(key_of("manifest.json"))}})}});
}

Result<void> ResultExport::show_all() {
  for (Kind& kind : kinds_) {
    if (!kind.files.empty()) PAWL_CHECK(close_last(kind));
  }
  PAWL_CHECK(manifest_->append(manifest_text()));
  PAWL_CHECK(manifest_->complete());
  for (Kind& kind : kinds_) {
    for (File& file : kind.files) {
      PAWL_CHECK(file.writer->commit());
      file.is_shown = true;
    }
  }
  return manifest_->commit();
}

std::string ResultExport::manifest_text() const {
  TextBuffer out;
  out.append(R"({"DestinationBucket":)");
  dump_string(bucket_, out);
  out.append(R"(,"MapRunArn":)");
  dump_string(names_.map_run_arn, out);
  out.append(R"(,"ResultFiles":{)");
  for (const Kind& kind : kinds_) {
    if (&kind != &kinds_.front()) out.append(',');
    dump_string(kind.name, out);
    out.append(":[");
    for (const File& file : kind.files) {
      if (&file != kind.files.data()) out.append(',');
      out.append(R"({"Key":)");
      dump_string(file.key, out);
      out.append(R"(,"Size":)");
      out.append_number(static_cast<int64_t>(file.bytes));
      out.append('}');
    }
    out.append(']');
  }
  out.append("}}");
  return out.str();
}

asl::StateError result_writer_failed(std::string cause) {
  return {"States.ResultWriterFailed", std::move(cause)};
}

}  // namespace pawl::items
