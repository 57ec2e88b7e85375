#include "history/export_text.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/printable.h"
#include "history/csv.h"
#include "source/document.h"
#include "value/dump.h"

namespace pawl::history {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  const size_t at = text.find_first_not_of(kBlanks);
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

/// "2026-01-25T22:39:33": what `aws logs tail` and exports to S3 put before each message.
bool begins_with_time(std::string_view line) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (line.size() < kForm.size()) return false;
  return std::equal(kForm.begin(), kForm.end(), line.begin(),
                    [](char form, char c) { return form == '0' ? is_digit(c) : form == c; });
}

/// How errors of the AWS CLI begin.
bool is_cli_error(std::string_view text) {
  for (const std::string_view begin : {"An error occurred (", "aws: ", "usage: aws", "Unable to locate ",
                                       "Could not connect to ", "Error when retrieving "}) {
    if (text.starts_with(begin)) return true;
  }
  return false;
}

/// "events:", "- events:", "NextToken: x", "---".
bool looks_like_yaml(std::string_view text) {
  std::string_view line = first_line(text);
  if (line == "---") return true;
  while (line.starts_with("- ")) line.remove_prefix(2);
  const size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\"'");
  return end != 0 && end != std::string_view::npos && line[end] == ':' &&
         (end + 1 == line.size() || line[end + 1] == ' ');
}

enum class Form : uint8_t { None, Json, TimedLines, Csv, Yaml };

/// `text` begins with no blank.
Form form_of(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || is_cli_error(text)) return Form::None;
  if (text.starts_with('{') || text.starts_with('[')) return Form::Json;
  if (begins_with_time(text)) return Form::TimedLines;
  if (is_csv_with(text, {"@message", "message", "type"})) return Form::Csv;
  return looks_like_yaml(text) ? Form::Yaml : Form::None;
}

class NodeWriter {
 public:
  explicit NodeWriter(const source::Document& document) : document_(document) {}

  std::string write() {
    put(document_.root);
    return out_.str();
  }

 private:
  /// Recursion is bounded by source::kMaxNesting.
  void put(const source::Node& node) {
    if (node.kind == source::Node::Kind::Scalar) {
      dump(node.scalar, out_);
    } else if (node.kind == source::Node::Kind::Array) {
      char before = '[';
      for (const source::Node& element : node.elements) {
        out_.append(before);
        before = ',';
        for (const size_t at = document_.locate(element.span).line; line_ < at; ++line_) out_.append('\n');
        put(element);
      }
      out_.append(before == '[' ? "[]" : "]");
    } else {
      char before = '{';
      for (const source::NodeMember& member : node.members) {
        out_.append(before);
        before = ',';
        dump_string(member.key, out_);
        out_.append(':');
        put(member.value);
      }
      out_.append(before == '{' ? "{}" : "}");
    }
  }

  const source::Document& document_;
  TextBuffer out_;
  size_t line_ = 1;
};

Result<std::string> yaml_as_json(std::string text) {
  const source::LoadResult read = source::read("", std::move(text), source::Format::Yaml);
  for (const source::Diagnostic& found : read.diagnostics) {
    if (found.severity != source::Severity::Error) continue;
    return fail(std::to_string(read.document.locate(found.span).line) + ": not YAML: " + found.message);
  }
  return NodeWriter(read.document).write();
}

/// Blanks for all that stands before the JSON of a line.
void clear_times(std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (begins_with_time(line)) {
      const size_t json = std::min(line.find('{'), line.size());
      std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), json, ' ');
    }
    at = end + 1;
  }
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether the outermost object has a key, as far as the beginning of the text shows it.
bool has_key(std::string_view text, std::string_view key) {
  return holds(text, json_quoted(key)) || holds(text, std::string(key) + ":");
}

}  // namespace

bool may_be_events(std::string_view head) { return form_of(without_blanks(head)) != Form::None; }

Result<std::string> as_json_text(std::string text) {
  const size_t blanks = text.size() - without_blanks(text).size();
  switch (form_of(std::string_view(text).substr(blanks))) {
    case Form::None: break;
    case Form::Json: return text;
    case Form::TimedLines: clear_times(text); return text;
    case Form::Yaml: return yaml_as_json(std::move(text));
    case Form::Csv: {
      PAWL_TRY(const std::string json, csv_as_json(std::string_view(text).substr(blanks)));
      const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(blanks), '\n');
      return std::string(static_cast<size_t>(lines), '\n') + json;
    }
  }
  return fail("1: " + no_history(text));
}

std::string no_history(std::string_view text) {
  constexpr size_t kShown = 160;
  constexpr size_t kLooked = 64 << 10;
  const std::string_view head = without_blanks(text).substr(0, kLooked);
  const std::string line = "'" + shortened(printable(first_line(head)), kShown) + "'";
  constexpr std::string_view kExport = "`aws stepfunctions get-execution-history --execution-arn ARN`";
  const auto none = [](std::string_view what, const std::string& advice) {
    return "this is " + std::string(what) + ", and no history: " + advice;
  };
  if (head.starts_with('\x1F')) return none("compressed (gzip)", "decompress it first, with gunzip");
  if (head.find('\0') != std::string_view::npos) return none("a binary file", "a history is text");
  if (head.starts_with('<'))
    return none(holds(head, "<html") || holds(head, "<HTML") || holds(head, "<!DOCTYPE html") ? "an HTML page"
                                                                                              : "XML",
                "whoever fetched it got an answer of something else than Step Functions: " + line);
  if (is_cli_error(head) || holds(head.substr(0, kShown), "\"__type\""))
    return none("an error of AWS or its CLI", line + ": export it again once that is mended");
  if (head.starts_with("EVENTS\t") || head.starts_with("---------") || head.starts_with("|"))
    return none("text or a table of the AWS CLI",
                "it does not hold all of the events: export them with --output json");
  if (!head.starts_with('{') && !head.starts_with('[') && !looks_like_yaml(head))
    return "this is no history: it begins with " + line + "; a history is JSON lines of events, or what " +
           std::string(kExport) + " prints";
  if (has_key(head, "StartAt") && has_key(head, "States"))
    return none("a definition", "give a history here, and the definition with --definition");
  if (has_key(head, "executionArn") && (has_key(head, "status") || has_key(head, "startDate")))
    return none("about executions as a whole", "their events are what " + std::string(kExport) + " prints");
  if (has_key(head, "MockedResponses")) return none("a file of mocks", "mocks are given with --mocks");
  return "this is no history: neither JSON lines of events nor an object with 'events', which " +
         std::string(kExport) + " prints";
}

}  // namespace pawl::history
