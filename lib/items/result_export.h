// ResultExport: a ResultWriter with a bucket (AWS guide: "Exporting to Amazon S3").
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "asl/state_error.h"
#include "base/text_buffer.h"
#include "items/child_result.h"
#include "items/object_store.h"
#include "value/value.h"

namespace pawl::items {

/// Writes PREFIX/UUID/{SUCCEEDED,FAILED,PENDING}_n.json and manifest.json. The files are invisible until
/// finish(), which shows them, the manifest last. After an error, or without finish(), none of them remains.
class ResultExport {
 public:
  /// A file is cut before it has more than this, as at AWS.
  static constexpr uint64_t kMaxFileBytes = uint64_t{5} * 1024 * 1024 * 1024;

  /// `arguments`: Parameters or Arguments, evaluated: Bucket, Prefix. `uuid`: the end of the Map Run's ARN.
  /// An error at once where nothing can be written. All errors of this class are States.ResultWriterFailed.
  static tl::expected<std::unique_ptr<ResultExport>, asl::StateError> open(
      const Value& arguments, std::string_view uuid, MapRunNames names, WriterConfig config,
      ObjectStore& store, uint64_t max_file_bytes = kMaxFileBytes);
  ResultExport(const ResultExport&) = delete;
  ResultExport& operator=(const ResultExport&) = delete;
  ~ResultExport();

  /// In the order in which children end. After an error the export is lost.
  tl::expected<void, asl::StateError> add(const ChildResult& child);
  /// Shows the files. The value is the state's result: {"MapRunArn", "ResultWriterDetails": {"Bucket",
  /// "Key"}}.
  tl::expected<Value, asl::StateError> finish();

 private:
  struct File {
    std::string key;
    std::unique_ptr<ObjectWriter> writer;
    uint64_t bytes = 0;  // with what is not yet written
    bool is_shown = false;
  };
  struct Kind {
    std::string_view name;  // FAILED, PENDING, SUCCEEDED: in this order in the manifest
    std::vector<File> files;
    TextBuffer tail;  // of the last file, not yet written
  };

  ResultExport(std::string bucket, std::string folder, MapRunNames names, WriterConfig config,
               ObjectStore& store, uint64_t max_file_bytes);
  Result<void> write(Kind& kind, std::string_view record);
  Result<void> flush(Kind& kind);
  Result<void> close_last(Kind& kind);
  Result<void> show_all();
  [[nodiscard]] std::string manifest_text() const;
  [[nodiscard]] std::string key_of(std::string_view name) const { return folder_ + std::string(name); }

  std::string bucket_;
  std::string folder_;  // "PREFIX/UUID/"
  MapRunNames names_;
  WriterConfig config_;
  ObjectStore& store_;
  uint64_t max_file_bytes_;
  std::array<Kind, 3> kinds_{Kind{"FAILED", {}, {}}, Kind{"PENDING", {}, {}}, Kind{"SUCCEEDED", {}, {}}};
  std::unique_ptr<ObjectWriter> manifest_;
  TextBuffer record_;
};

/// {"States.ResultWriterFailed", cause}
asl::StateError result_writer_failed(std::string cause);

}  // namespace pawl::items
