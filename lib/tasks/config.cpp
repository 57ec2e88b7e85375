#include "tasks/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/digest.h"
#include "tasks/aws_binding.h"
#include "tasks/config_reader.h"
#include "tasks/machine_binding.h"
#include "tasks/runner_kind.h"
#include "tasks/via_config.h"

namespace pawl::tasks {
namespace {

constexpr int64_t kMostSeconds = 99'999'999;  // as TimeoutSeconds has it

namespace fs = std::filesystem;
using source::Node;
using source::NodeMember;

std::string absolute(const std::string& directory, const std::string& path) {
  const fs::path resolved = (fs::path(directory) / path).lexically_normal();
  const std::string text = resolved.string();
  return text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
}

/// A rule as written; what depends on other parts of the file is put in at the end.
struct DraftRule {
  TaskRule rule;
  const Node* node = nullptr;
  std::vector<const NodeMember*> targets;
  const Node* via = nullptr;
  const Node* output = nullptr;
  const Node* detach = nullptr;
  std::map<std::string, std::string> resources;
};

/// The keys of the kinds of bindings, or of those with a property.
std::vector<std::string_view> target_keys(bool RunnerKind::*trait = nullptr) {
  std::vector<std::string_view> keys;
  for (const RunnerKind* kind : runner_kinds()) {
    if (trait == nullptr || kind->*trait) keys.insert(keys.end(), kind->keys.begin(), kind->keys.end());
  }
  return keys;
}

/// "exec, sh and http", with " and " as the last separator.
std::string listed(const std::vector<std::string_view>& keys, std::string_view last_separator) {
  std::string text;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) text += i + 1 < keys.size() ? ", " : last_separator;
    text += keys[i];
  }
  return text;
}

/// Null pointer for a key that no kind has.
const RunnerKind* kind_named(std::string_view key) {
  for (const RunnerKind* kind : runner_kinds()) {
    if (std::find(kind->keys.begin(), kind->keys.end(), key) != kind->keys.end()) return kind;
  }
  return nullptr;
}

class Reading {
 public:
  explicit Reading(ConfigResult& result) : result_(result), reader_(result.diagnostics) {}

  void read() {
    Config& config = result_.config;
    const Node& root = result_.document.root;
    if (root.kind == Node::Kind::Scalar && root.scalar.is_null()) return;  // an empty file
    reader_.object(
        root, "the configuration",
        {{"$schema", [](const NodeMember&) {}},
         {"tasks",
          [&](const NodeMember& m) {
            reader_.each_element(m.value, "'tasks'", [&](const Node& rule) { read_rule(rule); });
          }},
         {"via",
          [&](const NodeMember& m) {
            reader_.each_member(m.value, "'via'",
                                [&](const NodeMember& one) { via_[one.key] = read_via(reader_, one); });
          }},
         {"buckets",
          [&](const NodeMember& m) {
            reader_.each_member(m.value, "'buckets'", [&](const NodeMember& one) { read_bucket(one); });
          }},
         {"aws", [&](const NodeMember& m) { config.aws = read_aws(reader_, m.value); }},
         {"machines",
          [&](const NodeMember& m) {
            reader_.each_member(m.value, "'machines'", [&](const NodeMember& one) {
              config.machines.machines.push_back(read_machine(reader_, one.value, one.key));
            });
          }},
         {"errors", [&](const NodeMember& m) { config.errors = read_errors(m.value); }},
         {"env", [&](const NodeMember& m) { read_env(m.value); }},
         {"secrets", [&](const NodeMember& m) { config.secrets = reader_.texts(m.value, "'secrets'"); }},
         {"connections",
          [&](const NodeMember& m) {
            reader_.each_member(m.value, "'connections'", [&](const NodeMember& c) {
              result_.config.connections.push_back(read_connection(reader_, c));
            });
          }},
         {"lint", [&](const NodeMember& m) { read_lint(m.value); }},
         {"limits", [&](const NodeMember& m) {
            config.limits = reader_.word(m.value, "'limits'", {"aws", "strict", "off"}).value_or("");
          }}});
    for (DraftRule& draft : drafts_) finish(draft);
    for (auto& [bucket, binding] : config.aws_buckets) {
      if (config.aws) complete_aws(binding, *config.aws);
    }
  }

 private:
  /// A folder, or {aws: {…}}.
  void read_bucket(const NodeMember& bucket) {
    Config& config = result_.config;
    if (bucket.value.kind == Node::Kind::Object) {
      reader_.object(bucket.value, "a bucket", {{"aws", [&](const NodeMember& m) {
                                                   config.aws_buckets[bucket.key] =
                                                       read_aws(reader_, m.value);
                                                 }}});
    } else if (auto path = reader_.text(bucket.value, "'" + bucket.key + "'")) {
      config.buckets[bucket.key] = absolute(config.directory, *path);
    }
  }

  void read_lint(const Node& node) {
    LintConfig& lint = result_.config.lint;
    reader_.object(
        node, "'lint'",
        {{"rules", [&](const NodeMember& m) { lint.severities = reader_.text_map(m.value, "'rules'"); }},
         {"ignore", [&](const NodeMember& m) {
            reader_.each_element(m.value, "'ignore'", [&](const Node& one) { read_ignored(one); });
          }}});
  }

  void read_ignored(const Node& node) {
    LintConfig::Ignored one;
    reader_.object(node, "an entry of 'ignore'",
                   {{"rule", reader_.text_into(one.rule)},
                    {"state", reader_.text_into(one.state)},
                    {"reason", reader_.text_into(one.reason)}});
    if (one.rule.empty() || one.reason.empty())
      reader_.error(node, "an entry of 'ignore' has a rule and a reason");
    result_.config.lint.ignored.push_back(std::move(one));
  }

  void read_rule(const Node& node) {
    DraftRule draft;
    draft.node = &node;
    Binding& binding = draft.rule.binding;
    const Config& config = result_.config;
    binding.directory = config.directory;
    binding.origin = fs::path(config.path).filename().string() + ":" +
                     std::to_string(result_.document.locate(node.span).line);
    const auto target = [&](const NodeMember& m) { draft.targets.push_back(&m); };
    ConfigReader::Members members = {
        {"state", [&](const NodeMember& m) { draft.rule.state = reader_.text(m.value, "'state'"); }},
        {"resource", [&](const NodeMember& m) { draft.rule.resource = reader_.text(m.value, "'resource'"); }},
        {"where", [&](const NodeMember& m) {
           for (auto& [name, glob] : reader_.text_map(m.value, "'where'"))
             draft.rule.where.emplace_back(name, glob);
         }}};
    for (const std::string_view key : target_keys()) members.emplace_back(key, target);
    members.insert(
        members.end(),
        {{"wrap",
          [&](const NodeMember& m) {
            binding.wrap_lambda = reader_.word(m.value, "'wrap'", {"lambda"}).has_value();
          }},
         {"timeout",
          [&](const NodeMember& m) {
            binding.timeout_seconds = reader_.integer(m.value, "'timeout'", 1, kMostSeconds).value_or(0);
          }},
         {"cwd",
          [&](const NodeMember& m) {
            if (auto path = reader_.text(m.value, "'cwd'"))
              binding.directory = absolute(config.directory, *path);
          }},
         {"output", [&](const NodeMember& m) { draft.output = &m.value; }},
         {"detach", [&](const NodeMember& m) { draft.detach = &m.value; }},
         {"via", [&](const NodeMember& m) { draft.via = &m.value; }},
         {"resources",
          [&](const NodeMember& m) { draft.resources = reader_.text_map(m.value, "'resources'"); }},
         {"errors", [&](const NodeMember& m) { binding.errors = read_errors(m.value); }}});
    reader_.object(node, "a task", members);
    if (node.kind == Node::Kind::Object) drafts_.push_back(std::move(draft));
  }

  void finish(DraftRule& draft) {
    const auto complain = [&](source::Span span, std::string message, std::string hint = {}) {
      reader_.error_at(span, "config-task", std::move(message), std::move(hint));
    };
    const source::Span head{draft.node->span.begin,
                            std::min(draft.node->span.begin + 1, draft.node->span.end)};
    if (!draft.rule.state && !draft.rule.resource) {
      complain(head, "this task has neither 'state' nor 'resource'", "state: \"*\" is every Task state");
    }
    if (draft.targets.empty()) {
      return complain(head, "this task says nothing to do", "add one of " + listed(target_keys(), ", "));
    }
    if (draft.targets.size() > 1) {
      return complain(draft.targets[1]->key_span, "this task has '" + draft.targets[0]->key + "' and '" +
                                                      draft.targets[1]->key + "'; one is enough");
    }
    read_target(*draft.targets[0], draft);
    const std::map<int, std::string>& errors = result_.config.errors;
    draft.rule.binding.errors.insert(errors.begin(), errors.end());
    if (draft.via != nullptr) {
      apply_via(reader_, via_, *draft.via, draft.resources, draft.rule.binding);
    } else if (!draft.resources.empty()) {
      reader_.error(*draft.node, "'resources' fill the placeholders of 'via', which is not there");
    }
    result_.config.tasks.push_back(std::move(draft.rule));
  }

  void read_target(const NodeMember& member, DraftRule& draft) {
    const RunnerKind* kind = kind_named(member.key);
    if (!kind->is_command) {
      const std::string owners = " belongs to " + listed(target_keys(&RunnerKind::is_command), " and ");
      if (draft.output != nullptr) reader_.error(*draft.output, "'output'" + owners);
      if (draft.via != nullptr) reader_.error(*draft.via, "'via'" + owners);
      if (draft.detach != nullptr) reader_.error(*draft.detach, "'detach'" + owners);
    }
    BindingTarget& target = draft.rule.binding.target = kind->read(reader_, member);
    if (auto* exec = std::get_if<ExecBinding>(&target)) {
      if (draft.output != nullptr) exec->output = read_output(*draft.output);
      if (draft.detach != nullptr) exec->detach = reader_.boolean(*draft.detach, "'detach'").value_or(false);
    }
    if (auto* aws = std::get_if<AwsBinding>(&target); aws != nullptr && result_.config.aws)
      complete_aws(*aws, *result_.config.aws);
    // A function's own bound is no TimeoutSeconds: see Sandbox.Timedout.
    if (auto* code = std::get_if<LambdaBinding>(&target)) {
      if (const int64_t seconds = std::exchange(draft.rule.binding.timeout_seconds, 0); seconds > 0)
        code->timeout_seconds = seconds;
    }
  }

  ExecBinding::Output read_output(const Node& node) {
    const std::string word =
        reader_.word(node, "'output'", {"json", "text", "lines", "none"}).value_or("json");
    if (word == "text") return ExecBinding::Output::Text;
    if (word == "lines") return ExecBinding::Output::Lines;
    if (word == "none") return ExecBinding::Output::None;
    return ExecBinding::Output::Json;
  }

  std::map<int, std::string> read_errors(const Node& node) {
    std::map<int, std::string> errors;
    reader_.each_member(node, "'errors'", [&](const NodeMember& member) {
      int code = 0;
      const char* end = member.key.data() + member.key.size();
      const auto parsed = std::from_chars(member.key.data(), end, code);
      if (parsed.ec != std::errc() || parsed.ptr != end || code < 1 || code > 255) {
        return reader_.error_at(member.key_span, "config-value",
                                "'" + member.key + "' is no exit code; those of errors are 1 to 255");
      }
      if (auto name = reader_.text(member.value, "the error's name")) errors[code] = std::move(*name);
    });
    return errors;
  }

  void read_env(const Node& node) {
    Config& config = result_.config;
    reader_.object(node, "'env'",
                   {{"pass", [&](const NodeMember& m) { config.pass = reader_.texts(m.value, "'pass'"); }},
                    {"file",
                     [&](const NodeMember& m) {
                       if (auto path = reader_.text(m.value, "'file'"))
                         config.env_file = absolute(config.directory, *path);
                     }},
                    {"values", [&](const NodeMember& m) {
                       config.env_values = reader_.text_map(m.value, "'values'");
                     }}});
  }

  ConfigResult& result_;
  ConfigReader reader_;
  std::vector<DraftRule> drafts_;
  Vias via_;
};

/// Nothing but blanks and comments.
bool says_nothing(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const size_t first = text.substr(0, end).find_first_not_of(" \t\r");
    if (first != std::string_view::npos && text[first] != '#') return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

ConfigResult read_loaded(const std::string& path, source::LoadResult loaded) {
  ConfigResult result;
  result.document = std::move(loaded.document);
  result.diagnostics = std::move(loaded.diagnostics);
  result.config.path = path;
  result.config.sha256 = *digest(result.document.text, "SHA-256");
  std::error_code ignored;
  result.config.directory = fs::absolute(path, ignored).lexically_normal().parent_path().string();
  if (says_nothing(result.document.text)) result.diagnostics.clear();
  if (!source::has_errors(result.diagnostics)) Reading(result).read();
  return result;
}

}  // namespace

Result<ConfigResult> load_config(const std::string& path) {
  PAWL_TRY(auto loaded, source::load(path));
  return read_loaded(path, std::move(loaded));
}

ConfigResult read_config(const std::string& path, std::string text, source::Format format) {
  return read_loaded(path, source::read(path, std::move(text), format));
}

std::optional<std::string> find_config(const std::string& directory) {
  std::error_code error;
  for (fs::path at = fs::absolute(directory, error).lexically_normal(); !error; at = at.parent_path()) {
    for (const char* name : {"pawl.yaml", "pawl.yml", "pawl.json"}) {
      const fs::path candidate = at / name;
      if (fs::is_regular_file(candidate, error)) return candidate.string();
    }
    error.clear();
    if (at == at.parent_path()) break;
  }
  return std::nullopt;
}

std::string describe(const source::Document& document, const source::Diagnostics& diagnostics) {
  std::string text;
  for (const source::Diagnostic& finding : diagnostics) {
    const source::Location at = document.locate(finding.span);
    if (!text.empty()) text += '\n';
    text += document.name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    text += finding.severity == source::Severity::Error ? "error: " : "warning: ";
    text += finding.message;
    if (!finding.hint.empty()) text += "; " + finding.hint;
  }
  return text;
}

}  // namespace pawl::tasks
