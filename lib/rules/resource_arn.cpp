#include <algorithm>

#include "rules/check.h"
#include "rules/rules.h"
#include "rules/tasks_of.h"

namespace pawl::rules {
namespace {

using asl::Resource;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_character);
}

/// The text with each `${X}` as a plain letter; false if a `${` is not closed.
bool fill_placeholders(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const size_t begin = text.find("${");
    out.append(text.substr(0, begin));
    if (begin == std::string_view::npos) break;
    const size_t end = text.find('}', begin);
    if (end == std::string_view::npos) return false;
    out += 'x';
    text.remove_prefix(end + 1);
  }
  return true;
}

/// "NAME", "NAME:ALIAS", "NAME:$LATEST" behind "function:". Names may hold stand-ins like <NAME>: only an
/// alias is checked.
bool is_function(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return !text.empty();
  const std::string_view alias = text.substr(colon + 1);
  return colon > 0 && (is_name(alias) || alias == "$LATEST");
}

bool is_resource(const Resource& resource) {
  std::string text;
  if (!fill_placeholders(resource.text, text)) return false;
  if (text == "x" && resource.text != "x") return true;
  if (!text.starts_with("arn:")) {
    // pawl's own kinds, which a definition for local runs may hold.
    const std::string_view type = resource.resource_type;
    return type == "exec" || type == "sh" || type == "http" || type == "https" ||
           resource.text == "local:exec";
  }
  std::string_view rest = text;
  for (int part = 0; part < 5; ++part) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) {
      // A placeholder may stand for several parts: "arn:${Rest}".
      return text.size() != resource.text.size();
    }
    rest.remove_prefix(colon + 1);
  }
  if (rest.empty()) return false;
  constexpr std::string_view kFunction = "function:";
  return resource.kind != Resource::Kind::Lambda || is_function(rest.substr(kFunction.size()));
}

void check_arn(Check& check) {
  for_each_task(check.machine(), [&](const asl::State& state, const asl::Task& task) {
    if (task.resource_span.end == 0 || is_resource(task.resource)) return;
    check.report(state, "Resource", task.resource_span, "Value is not a valid resource ARN").hint =
        "an ARN, a ${placeholder}, or for local runs exec:, sh:, http(s):// or local:exec";
  });
}

}  // namespace

const Rule kResourceArn{
    .id = "resource-arn",
    .code = "SCHEMA_VALIDATION_FAILED",
    .summary = "a Task's Resource is an ARN",
    .help =
        "An ARN of a function, an activity or a service integration, or a ${placeholder} for one. For runs "
        "on this machine "
        "also exec:PATH, sh:SCRIPT, an http(s) URL and local:exec, which AWS refuses (see not-portable).",
    .bad = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: payFunction, End: true}
)yaml",
    .good = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "arn:aws:lambda:us-east-1:123456789012:function:pay", End: true}
)yaml",
    .check = check_arn};

}  // namespace pawl::rules
