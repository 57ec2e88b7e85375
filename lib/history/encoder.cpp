#include "history/encoder.h"

#include <cstring>

#include "history/event_type.h"
#include "history/seal.h"
#include "value/dump.h"

namespace pawl::history {
namespace {

constexpr size_t kKeptPayload = size_t{1} << 20;  // larger ones are not kept once they are no longer the last

/// Writes the members of one details object.
class Members {
 public:
  explicit Members(TextBuffer& out) : out_(out) { out_.append('{'); }
  void close() { out_.append('}'); }
  void text(std::string_view name, std::string_view value) {
    key(name);
    dump_string(value, out_);
  }
  void number(std::string_view name, int64_t value) {
    key(name);
    out_.append_number(value);
  }
  void error(const asl::StateError* error) {
    if (error == nullptr) return;
    if (error->error) text("error", *error->error);
    if (error->cause) text("cause", *error->cause);
  }
  /// What stands between members; the caller writes the next one itself.
  void next() {
    if (!first_) out_.append(',');
    first_ = false;
  }
  void key(std::string_view name) {
    next();
    out_.append('"');
    out_.append(name);
    out_.append("\":");
  }

 private:
  TextBuffer& out_;
  bool first_ = true;
};

const asl::Resource& resource_of(const HistoryEvent& event) {
  return std::get<asl::Task>(event.state->kind).resource;
}

constexpr std::string_view kRegion = "us-east-1";

}  // namespace

const Encoder::StateText& Encoder::text_of(const asl::State& state) {
  if (state.index >= states_.size()) states_.resize(state.index + 1);
  StateText& text = states_[state.index];
  if (text.name.empty()) {
    text.name = json_quoted(state.name);
    text.entered = "\"type\":\"" + std::string(name_of(entered_type(state.type()))) + "\",\"id\":";
    text.entered_details = ",\"stateEnteredEventDetails\":{\"name\":" + text.name + ",";
    text.exited_details = ",\"stateExitedEventDetails\":{\"name\":" + text.name + ",";
    text.exited = "\"type\":\"" + std::string(name_of(exited_type(state.type()))) + "\",\"id\":";
  }
  return text;
}

void Encoder::head(const HistoryEvent& event, TextBuffer& out) {
  const Millis second = event.timestamp - (event.timestamp % 1000 + 1000) % 1000;
  if (!has_second_ || second != second_) {
    has_second_ = format_timestamp_to(second, second_text_);
    second_ = second;
  }
  out.append("{\"timestamp\":\"");
  if (has_second_) {
    const auto millis = static_cast<int>(event.timestamp - second);
    second_text_[20] = static_cast<char>('0' + millis / 100);
    second_text_[21] = static_cast<char>('0' + millis / 10 % 10);
    second_text_[22] = static_cast<char>('0' + millis % 10);
    out.append({second_text_, 24});
  } else {
    out.append(format_timestamp(event.timestamp));
  }
  out.append("\",");
}

void Encoder::payload(std::string_view member, const Value& value, TextBuffer& out) {
  out.append('"');
  out.append(member);
  out.append("\":\"");
  if (!value.is_container()) {
    dump_escaped(value, out);
  } else {
    if (!cached_.is_same(value)) {
      cached_text_.clear();
      cached_text_.shrink_to(kKeptPayload);
      dump_escaped(value, cached_text_);
      cached_ = value;
    }
    out.append(cached_text_.view());
  }
  out.append("\",\"");
  out.append(member);
  out.append("Details\":{\"truncated\":false}");
}

void Encoder::exited(const HistoryEvent& event, TextBuffer& out) {
  out.append(text_of(*event.state).exited_details);
  payload("output", *event.data, out);
  if (event.assigned != nullptr && event.assigned->size() > 0) {
    out.append(",\"assignedVariables\":");
    Members variables(out);
    for (const Member& variable : event.assigned->members())
      variables.text(variable.key.as_string(), to_json(variable.value));
    variables.close();
    out.append(",\"assignedVariablesDetails\":{\"truncated\":false}");
  }
  out.append('}');
}

void Encoder::details(const HistoryEvent& event, TextBuffer& out) {
  using enum EventType;
  const std::string_view member = details_member_of(event.type);
  const auto open = [&] {
    out.append(",\"");
    out.append(member);
    out.append("\":");
  };
  const auto with_payload = [&](Members& members, std::string_view name) {
    if (event.data == nullptr) return;
    members.next();
    payload(name, *event.data, out);
  };
  switch (event.type) {
    case ExecutionStarted: {
      open();
      Members m(out);
      with_payload(m, "input");
      m.text("roleArn", event.text);
      m.close();
      break;
    }
    case ExecutionSucceeded: {
      open();
      Members m(out);
      with_payload(m, "output");
      m.close();
      break;
    }
    case ExecutionFailed:
    case ExecutionAborted:
    case ExecutionTimedOut:
    case MapRunFailed: {
      open();
      Members m(out);
      m.error(event.error);
      m.close();
      break;
    }
    case ExecutionRedriven:
    case MapStateStarted: {
      open();
      Members m(out);
      m.number(event.type == MapStateStarted ? "length" : "redriveCount", static_cast<int64_t>(event.number));
      m.close();
      break;
    }
    case MapRunStarted:
    case MapRunRedriven: {
      open();
      Members m(out);
      m.text("mapRunArn", event.text);
      if (event.type == MapRunRedriven) m.number("redriveCount", static_cast<int64_t>(event.number));
      m.close();
      break;
    }
    case MapIterationStarted:
    case MapIterationSucceeded:
    case MapIterationFailed:
    case MapIterationAborted: {
      open();
      Members m(out);
      m.key("name");
      out.append(text_of(*event.state).name);
      m.number("index", static_cast<int64_t>(event.number));
      m.close();
      break;
    }
    case EvaluationFailed: {
      open();
      Members m(out);
      m.error(event.error);
      if (!event.text.empty()) m.text("location", event.text);
      m.text("state", event.state->name);
      m.close();
      break;
    }
    case LambdaFunctionScheduled:
    case ActivityScheduled:
    case TaskScheduled: {
      const asl::Resource& resource = resource_of(event);
      open();
      Members m(out);
      if (event.type == TaskScheduled) {
        m.text("resourceType", resource.resource_type);
        m.text("resource", resource.action);
        m.text("region", kRegion);
        m.key("parameters");
        out.append('"');
        dump_escaped(*event.data, out);
        out.append('"');
      } else {
        m.text("resource", resource.text);
        with_payload(m, "input");
      }
      if (event.timeout_seconds > 0) m.number("timeoutInSeconds", event.timeout_seconds);
      if (event.heartbeat_seconds > 0) m.number("heartbeatInSeconds", event.heartbeat_seconds);
      if (!event.text.empty()) {
        m.key("taskCredentials");
        Members credentials(out);
        credentials.text("roleArn", event.text);
        credentials.close();
      }
      m.close();
      break;
    }
    case LambdaFunctionSucceeded:
    case ActivitySucceeded: {
      open();
      Members m(out);
      with_payload(m, "output");
      m.close();
      break;
    }
    case LambdaFunctionFailed:
    case LambdaFunctionTimedOut:
    case LambdaFunctionScheduleFailed:
    case LambdaFunctionStartFailed:
    case ActivityFailed:
    case ActivityTimedOut:
    case ActivityScheduleFailed: {
      open();
      Members m(out);
      m.error(event.error);
      m.close();
      break;
    }
    case ActivityStarted: {
      if (event.text.empty()) break;
      open();
      Members m(out);
      m.text("workerName", event.text);
      m.close();
      break;
    }
    case TaskStarted:
    case TaskSubmitted:
    case TaskSucceeded:
    case TaskFailed:
    case TaskTimedOut:
    case TaskStartFailed:
    case TaskSubmitFailed: {
      const asl::Resource& resource = resource_of(event);
      open();
      Members m(out);
      m.text("resourceType", resource.resource_type);
      m.text("resource", resource.action);
      with_payload(m, "output");
      m.error(event.error);
      m.close();
      break;
    }
    default: break;  // types without details
  }
}

void Encoder::ids(const HistoryEvent& event, TextBuffer& out) {
  const auto digits = [this] {
    return std::string_view(id_text_ + sizeof id_text_ - id_digits_, id_digits_);
  };
  const bool grows_by_one = id_digits_ > 0 && event.id == last_id_ + 1;
  char previous[20];
  size_t previous_digits = 0;
  if (grows_by_one && event.previous == last_id_) {
    previous_digits = digits().copy(previous, sizeof previous);
  }
  if (grows_by_one) {
    char* digit = id_text_ + sizeof id_text_ - 1;
    char* const first = id_text_ + sizeof id_text_ - id_digits_;
    while (digit >= first && *digit == '9') *digit-- = '0';
    if (digit >= first) {
      ++*digit;
    } else {
      *digit = '1';
      ++id_digits_;
    }
  } else {
    const std::string text = std::to_string(event.id);
    id_digits_ = text.size();
    text.copy(id_text_ + sizeof id_text_ - id_digits_, id_digits_);
  }
  last_id_ = event.id;
  out.append(digits());
  out.append(",\"previousEventId\":");
  if (previous_digits > 0) out.append({previous, previous_digits});
  else out.append_number(static_cast<int64_t>(event.previous));
}

void Encoder::encode(const HistoryEvent& event, TextBuffer& out, Seal seal) {
  const size_t begin = out.size();
  head(event, out);
  const bool entered = event.state != nullptr && event.type == entered_type(event.state->type());
  const bool exited_event =
      !entered && event.state != nullptr && event.type == exited_type(event.state->type());
  if (entered) {
    out.append(text_of(*event.state).entered);
  } else if (exited_event) {
    out.append(text_of(*event.state).exited);
  } else {
    out.append("\"type\":\"");
    out.append(name_of(event.type));
    out.append("\",\"id\":");
  }
  ids(event, out);
  if (entered) {
    out.append(text_of(*event.state).entered_details);
    payload("input", *event.data, out);
    out.append('}');
  } else if (exited_event) {
    exited(event, out);
  } else {
    details(event, out);
  }
  const Value nothing;
  const Value& pawl = event.pawl != nullptr ? *event.pawl : nothing;
  if (seal == Seal::Yes && (pawl.is_null() || pawl.is_object())) return write_seal(pawl, begin, out);
  if (!pawl.is_null()) {
    out.append(",\"pawl\":");
    dump(pawl, out);
  }
  out.append("}\n");
}

}  // namespace pawl::history
