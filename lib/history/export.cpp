#include "history/export.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "history/details.h"
#include "history/export_text.h"
#include "history/json_ends.h"
#include "history/log_event.h"
#include "value/parse.h"

namespace pawl::history {

/// Finds the events in the JSON of an export. It looks only at brackets and quotes: the reader of the events
/// parses them.
class ExportScan {
 public:
  ExportScan(Export& out, const std::string& path) : out_(out), path_(path), text_(out.text_) {}

  Result<void> run() {
    for (at_ = skip_blanks(0); at_ < text_.size(); at_ = skip_blanks(at_)) {
      const size_t begin = at_;
      is_known_ = false;
      if (text_[at_] == '{' || text_[at_] == '[') {
        PAWL_TRY(at_, value(at_, 0));
      }
      if (is_known_) continue;
      if (out_.events_.empty() && out_.pages_ == 0) return broken(begin, no_history(text_));
      return broken(begin, "after the events stands something that is not another page of events");
    }
    return order();
  }

 private:
  /// Objects and arrays around the events: more than any tool has.
  static constexpr size_t kMostAround = 8;

  struct Part {
    std::string_view key;
    size_t begin = 0, end = 0;  // of the value
  };

  [[nodiscard]] tl::unexpected<Error> broken(size_t at, std::string_view message) {
    return fail(path_ + ":" + std::to_string(line_of(at)) + ": " + std::string(message));
  }
  [[nodiscard]] tl::unexpected<Error> cut_off() {
    return broken(text_.size(), "the file ends within the events: it was cut off");
  }

  size_t line_of(size_t at) {
    if (at < counted_) counted_ = 0, line_ = 1;
    line_ += static_cast<size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                            text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_;
  }

  [[nodiscard]] size_t skip_blanks(size_t at) const {
    return std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
  }
  [[nodiscard]] std::string_view text_of_part(const Part& part) const {
    return std::string_view(text_).substr(part.begin, part.end - part.begin);
  }

  /// Where the JSON value at `at` ends; an error if the file does before.
  Result<size_t> end_of(size_t at) {
    const size_t length = end_of_value(std::string_view(text_).substr(at));
    if (length == std::string_view::npos) return cut_off();
    return at + length;
  }

  /// The members of the object or the elements of the array at `at`; returns where it ends.
  Result<size_t> parts_of(size_t at, std::vector<Part>& parts) {
    const bool is_object = text_[at] == '{';
    const char close = is_object ? '}' : ']';
    at = skip_blanks(at + 1);
    if (at < text_.size() && text_[at] == close) return at + 1;
    for (;;) {
      Part part;
      if (is_object) {
        PAWL_TRY(const size_t end, end_of(at));
        if (text_[at] != '"') return broken(at, "the key of a member is expected here");
        part.key = std::string_view(text_).substr(at + 1, end - at - 2);
        at = skip_blanks(end);
        if (at < text_.size() && text_[at] != ':') return broken(at, "a colon is expected here");
        at = skip_blanks(at + 1);
      }
      if (at >= text_.size()) return cut_off();
      part.begin = at;
      PAWL_TRY(part.end, end_of(at));
      if (part.end == part.begin) return broken(at, "a value is expected here");
      parts.push_back(part);
      at = skip_blanks(part.end);
      if (at >= text_.size()) return cut_off();
      if (text_[at] == close) return at + 1;
      if (text_[at] != ',')
        return broken(at, is_object ? "',' or '}' is expected here" : "',' or ']' is expected here");
      at = skip_blanks(at + 1);
    }
  }

  [[nodiscard]] static const Part* find(const std::vector<Part>& members,
                                        std::initializer_list<std::string_view> keys) {
    for (const Part& member : members) {
      if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) return &member;
    }
    return nullptr;
  }

  /// The object or array at `at`; returns where it ends.
  Result<size_t> value(size_t at, size_t depth) {
    std::vector<Part> parts;
    PAWL_TRY(const size_t end, parts_of(at, parts));
    if (text_[at] == '{') {
      PAWL_CHECK(object({{}, at, end}, parts, depth));
    } else if (!parts.empty() && is_field(parts.front())) {
      PAWL_CHECK(row({{}, at, end}));
    } else {
      const size_t pages = out_.pages_, events = out_.events_.size();
      PAWL_CHECK(all(parts, depth));
      // The events without an object around.
      const bool is_page = parts.empty() || out_.events_.size() > events;
      if (depth == 0 && out_.pages_ == pages && is_page) note_page(false);
    }
    return end;
  }

  Result<void> all(const std::vector<Part>& parts, size_t depth) {
    if (depth >= kMostAround) return {};
    for (const Part& part : parts) {
      const char c = text_[part.begin];
      if (c != '{' && c != '[') continue;
      PAWL_CHECK(value(part.begin, depth + 1));
    }
    return {};
  }

  void note_page(bool has_token) {
    is_known_ = true;
    ++out_.pages_;
    if (has_token) ++out_.pages_with_token_;
  }

  Result<void> object(const Part& whole, const std::vector<Part>& members, size_t depth) {
    const Part* id = find(members, {"id"});
    const bool has_type = find(members, {"type"}) != nullptr;
    const bool has_time = find(members, {"timestamp", "event_timestamp"}) != nullptr;
    if (!has_type && find(members, {"message", "@message"}) != nullptr) return record(whole);
    const bool has_number = id != nullptr && text_[id->begin] != '"';
    if (has_number || int{id != nullptr} + int{has_type} + int{has_time} >= 2) {
      const bool is_logged =
          (id != nullptr && !has_number) ||
          find(members, {"previous_event_id", "event_timestamp", "execution_arn"}) != nullptr;
      return is_logged ? parsed_log_event(whole) : event(whole, id);
    }
    const Part* events = find(members, {"events", "results"});
    if (events != nullptr && text_[events->begin] == '[') {
      // AWS spells the token of the next page nextToken, its command line NextToken.
      const Part* token = find(members, {"nextToken", "NextToken"});
      note_page(token != nullptr && text_[token->begin] == '"');
    }
    return all(members, depth);
  }

  Result<void> event(const Part& whole, const Part* id) {
    EventId number = 0;
    if (id != nullptr) std::from_chars(text_.data() + id->begin, text_.data() + id->end, number);
    if (number == 0) {
      PAWL_CHECK(parsed(whole));
      return broken(whole.begin, "an event needs an 'id' of 1 or more");
    }
    add(number, whole.begin, text_of_part(whole));
    return {};
  }

  void add(EventId id, size_t at, std::string_view text) {
    is_known_ = true;
    out_.is_as_written_ = out_.is_as_written_ && id == out_.events_.size() + 1;
    out_.events_.push_back({id, line_of(at), text});
  }

  // ---- what CloudWatch Logs has

  Result<Value> parsed(const Part& part) {
    auto json = try_parse_json(text_of_part(part));
    if (!json) return broken(part.begin + json.error().offset, "not a JSON event: " + json.error().message);
    return std::move(*json);
  }

  Result<void> parsed_log_event(const Part& whole) {
    PAWL_TRY(const Value json, parsed(whole));
    return log_event(whole, json);
  }

  Result<void> log_event(const Part& whole, const Value& json) {
    auto event = log_event_from_json(json);
    if (!event) return broken(whole.begin, event.error().message);
    out_.is_as_written_ = false;
    is_log_ = true;
    if (!event->execution.empty()) executions_.insert(event->execution);
    out_.made_.push_back(std::move(event->text));
    add(event->id, whole.begin, out_.made_.back());
    return {};
  }

  /// An object with a message, which holds an event or belongs to another log.
  Result<void> record(const Part& whole) {
    PAWL_TRY(const Value json, parsed(whole));
    return message_of(whole, json);
  }

  Result<void> message_of(const Part& whole, const Value& json) {
    const Value* found = json.find("@message");
    if (found == nullptr) found = json.find("message");
    const Value message = found->is_string() ? payload(*found) : *found;
    const Value* type = message.find("type");
    if (type == nullptr || message.find("id") == nullptr) return {};
    return log_event(whole, message);
  }

  /// `aws logs get-query-results`: [{"field": "@message", "value": "…"}, …]
  bool is_field(const Part& part) {
    std::vector<Part> members;
    if (text_[part.begin] != '{' || !parts_of(part.begin, members)) return false;
    return members.size() == 2 && find(members, {"field"}) != nullptr && find(members, {"value"}) != nullptr;
  }

  Result<void> row(const Part& whole) {
    PAWL_TRY(const Value fields, parsed(whole));
    ObjectBuilder columns;
    for (const Value& field : fields.items()) {
      if (const Value* value = field.find("value")) columns.append(text_of(field, "field"), *value);
    }
    const Value json = columns.finish();
    if (json.find("@message") != nullptr) return message_of(whole, json);
    return json.find("type") != nullptr ? log_event(whole, json) : Result<void>();
  }

  // ---- all of them

  Result<void> order() {
    auto& events = out_.events_;
    const auto is_before = [](const ExportedEvent& a, const ExportedEvent& b) { return a.id < b.id; };
    if (!std::is_sorted(events.begin(), events.end(), is_before))
      std::stable_sort(events.begin(), events.end(), is_before);
    if (executions_.size() > 1) {
      std::string names;
      for (const std::string& name : executions_) {
        if (names.size() > 300) break;
        names += (names.empty() ? "" : ", ") + name;
      }
      return fail(
          path_ + ": the log holds events of " + std::to_string(executions_.size()) +
          " executions: keep those of one (in Logs Insights: filter execution_arn = \"…\"): " + names);
    }
    // Pages that overlap.
    const auto is_same = [](const ExportedEvent& a, const ExportedEvent& b) {
      return a.id == b.id && a.text == b.text;
    };
    events.erase(std::unique(events.begin(), events.end(), is_same), events.end());
    if (!is_log_) return {};
    EventId last = 0;
    for (const ExportedEvent& event : events) {
      if (event.id > last + 1) {
        return fail(path_ + ": the log has event " + std::to_string(event.id) + " but not event " +
                    std::to_string(last + 1) +
                    ": all events are there with the log level ALL, and once CloudWatch has delivered them");
      }
      last = event.id;
    }
    return {};
  }

  Export& out_;
  const std::string& path_;
  const std::string& text_;
  size_t at_ = 0;
  size_t counted_ = 0;  // bytes whose lines are counted
  size_t line_ = 1;
  bool is_known_ = false;  // the outermost value at work holds events, or a page without any
  bool is_log_ = false;
  std::set<std::string> executions_;
};

Result<void> Export::check_head(const std::string& path, std::string_view head) {
  const Encoding encoding = encoding_of(head);
  const bool is_wide = encoding == Encoding::Utf16Little || encoding == Encoding::Utf16Big;
  const auto text =
      to_utf8(std::string(head.substr(0, is_wide ? head.size() / 2 * 2 : head.size())), encoding);
  if (!text || may_be_events(*text)) return {};  // it may be cut within a character
  return fail(path + ":1: " + no_history(*text));
}

Result<std::unique_ptr<Export>> Export::read(const std::string& path, std::string bytes) {
  std::unique_ptr<Export> out(new Export);
  out->encoding_ = encoding_of(bytes);
  out->is_as_written_ = out->encoding_ == Encoding::Utf8;
  auto text = to_utf8(std::move(bytes), out->encoding_);
  if (!text) return fail(path + ": " + text.error().message);
  auto json = as_json_text(std::move(*text));
  if (!json) return fail(path + ":" + json.error().message);
  out->text_ = std::move(*json);
  PAWL_CHECK(ExportScan(*out, path).run());
  return out;
}

}  // namespace pawl::history
