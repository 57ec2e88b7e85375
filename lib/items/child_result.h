// The results of the children of a Map Run, as AWS shows them (AWS guide: "ResultWriter (Map)").
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text_buffer.h"
#include "base/timestamp.h"
#include "value/value.h"

namespace pawl::items {

/// One child execution as a result shows it.
struct ChildResult {
  enum class Status : uint8_t { Succeeded, Failed, TimedOut, Aborted, Pending };
  Status status = Status::Succeeded;
  std::string_view name;  // of the execution
  Value input;
  Value output;                           // of Succeeded
  std::optional<std::string_view> error;  // of the others, where there is one
  std::optional<std::string_view> cause;
  Millis start = 0;  // Pending has neither
  Millis stop = 0;
  int redrive_count = 0;
};

/// What is the same in all records of a Map Run.
struct MapRunNames {
  std::string map_run_arn;    // arn:…:mapRun:MACHINE/LABEL:UUID
  std::string machine_arn;    // of the children: arn:…:stateMachine:MACHINE/LABEL
  std::string execution_arn;  // the same with "execution"; ":NAME" follows
};

enum class Transformation : uint8_t { None, Compact, Flatten };
enum class OutputType : uint8_t { Json, Jsonl };

struct WriterConfig {
  Transformation transformation = Transformation::None;
  OutputType output_type = OutputType::Json;
};
/// WriterConfig as written; null: what AWS takes with an export (None) or without one (Compact).
WriterConfig writer_config(const Value& config, bool exports);

/// One child's record: the metadata with its input and output as text (NONE).
void write_record(const MapRunNames& names, const ChildResult& child, TextBuffer& out);

/// The result of a Map without an export: feed it the children in the order of their items.
class CollectedResults {
 public:
  /// `most_bytes`: of JSON text; a result that has more is cut somewhere behind that, for it is an error
  /// anyway. 0: it may have any size.
  CollectedResults(MapRunNames names, WriterConfig config, uint64_t most_bytes = 0)
      : names_(std::move(names)), config_(config), most_bytes_(most_bytes) {}
  /// A child that did not succeed leaves nothing with COMPACT and FLATTEN, and its record with NONE.
  void add(const ChildResult& child);
  /// The array; with JSONL a string with a line each.
  Value finish();

 private:
  void push(Value result);

  MapRunNames names_;
  WriterConfig config_;
  uint64_t most_bytes_;
  uint64_t bytes_ = 0;  // of the text of `results_`, at most
  ArrayBuilder results_;
};

}  // namespace pawl::items
