#include "items/child_result.h"

#include <algorithm>

#include "value/dump.h"
#include "value/parse.h"

namespace pawl::items {
namespace {

using Status = ChildResult::Status;

std::string_view status_name(Status status) {
  switch (status) {
    case Status::Succeeded: return "SUCCEEDED";
    case Status::Failed: return "FAILED";
    case Status::TimedOut: return "TIMED_OUT";
    case Status::Aborted: return "ABORTED";
    case Status::Pending: return "PENDING";
  }
  return "";
}

void member(std::string_view name, std::string_view text, TextBuffer& out) {
  out.append(name);
  dump_string(text, out);
}

void payload(std::string_view name, const Value& value, std::string_view included, TextBuffer& out) {
  out.append(name);
  out.append('"');
  dump_escaped(value, out);
  out.append(included);
}

void date(std::string_view name, Millis at, TextBuffer& out) {
  out.append(name);
  constexpr size_t kLength = 24;
  if (format_timestamp_to(at, out.room(kLength))) out.wrote(kLength);
  else out.append(format_timestamp(at));
  out.append('"');
}

}  // namespace

void write_record(const MapRunNames& names, const ChildResult& child, TextBuffer& out) {
  out.append('{');
  if (child.cause) member(R"("Cause":)", *child.cause, out);
  if (child.cause) out.append(',');
  if (child.error) member(R"("Error":)", *child.error, out);
  if (child.error) out.append(',');
  out.append(R"("ExecutionArn":")");
  dump_string_inside(names.execution_arn, out);
  out.append(':');
  dump_string_inside(child.name, out);
  payload(R"(","Input":)", child.input, R"(","InputDetails":{"Included":true},)", out);
  member(R"("Name":)", child.name, out);
  const bool succeeded = child.status == Status::Succeeded;
  if (succeeded) payload(R"(,"Output":)", child.output, R"(","OutputDetails":{"Included":true})", out);
  out.append(R"(,"RedriveCount":)");
  out.append_number(child.redrive_count);
  out.append(
      succeeded
          ? R"(,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven")"
          : R"(,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN")");
  const bool started = child.status != Status::Pending;
  if (started) date(R"(,"StartDate":")", child.start, out);
  member(R"(,"StateMachineArn":)", names.machine_arn, out);
  out.append(R"(,"Status":")");
  out.append(status_name(child.status));
  out.append('"');
  if (started) date(R"(,"StopDate":")", child.stop, out);
  out.append('}');
}

WriterConfig writer_config(const Value& config, bool exports) {
  const auto says = [&](std::string_view field, std::string_view word) {
    const Value* value = config.find(field);
    return value != nullptr && value->is_string() && value->as_string() == word;
  };
  WriterConfig read;
  if (says("Transformation", "FLATTEN")) read.transformation = Transformation::Flatten;
  else if (says("Transformation", "COMPACT") || (!exports && !says("Transformation", "NONE")))
    read.transformation = Transformation::Compact;
  if (says("OutputType", "JSONL")) read.output_type = OutputType::Jsonl;
  return read;
}

void CollectedResults::push(Value result) {
  bytes_ += std::min(result.text_bytes_bound(), uint64_t{1} << 32) + 1;
  results_.push(std::move(result));
}

void CollectedResults::add(const ChildResult& child) {
  constexpr uint64_t kInexact = 16;  // a bound is not so many times what it bounds
  if (most_bytes_ != 0 && bytes_ / kInexact > most_bytes_) return;
  const Transformation transformation = config_.transformation;
  if (transformation == Transformation::None) {
    TextBuffer record;
    write_record(names_, child, record);
    if (auto value = try_parse_json(record.view())) push(std::move(*value));
  } else if (child.status != Status::Succeeded) {
    return;
  } else if (transformation == Transformation::Flatten && child.output.is_array()) {
    for (const Value& element : child.output.items()) push(element);
  } else {
    push(child.output);
  }
}

Value CollectedResults::finish() {
  Value results = results_.finish();
  if (config_.output_type == OutputType::Json) return results;
  TextBuffer lines;
  for (const Value& result : results.items()) {
    dump(result, lines);
    lines.append('\n');
  }
  return Value::string(lines.view());
}

}  // namespace pawl::items
