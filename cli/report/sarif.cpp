// SARIF 2.1.0 as GitHub's code scanning takes it: one run, the rules that were met with their help, results
// with regions, related places and a fingerprint that survives moved lines.
#include <fmt/format.h>

#include <unordered_map>

#include "base/version.h"
#include "cli/report/format.h"
#include "cli/report/report.h"
#include "rules/rule.h"
#include "value/dump.h"

namespace pawl::cli {
namespace {

std::string_view level_of(source::Severity severity) {
  return severity == source::Severity::Info ? "note" : name_of(severity);
}

Value text(std::string_view text) { return Value::object({{"text", Value::string(text)}}); }

Value number(size_t n) { return Value::integer(static_cast<int64_t>(n)); }

/// A path as a URI reference: everything but the plain characters is percent-encoded.
std::string uri(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) out += c;
    else out += fmt::format("%{:02X}", byte);
  }
  return out;
}

Value place(const source::Document& document, source::Span span) {
  const source::Location at = document.locate(span);
  return Value::object(
      {{"artifactLocation",
        Value::object({{"uri", Value::string(uri(document.name.substr(0, document.name.find('#'))))}})},
       {"region", Value::object({{"startLine", number(at.line)},
                                 {"startColumn", number(at.column)},
                                 {"endLine", number(at.end_line)},
                                 {"endColumn", number(at.end_column)}})}});
}

std::string markdown(const rules::Rule& rule) {
  if (rule.bad.empty()) return std::string(rule.help);
  return fmt::format("{}\n\n**Bad**\n\n```yaml\n{}```\n\n**Good**\n\n```yaml\n{}```\n",
                     rule.help.empty() ? rule.summary : rule.help, rule.bad, rule.good);
}

/// FNV-1a: the same on every machine.
std::string fingerprint(std::string_view words) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : words) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

class SarifReport : public Report {
 public:
  std::string add(const source::Document& document, const source::Diagnostics& findings) override {
    for (const source::Diagnostic& finding : findings) results_.push(result(document, finding));
    return {};
  }

  std::string finish() override {
    const Value driver = Value::object({{"name", Value::string("pawl")},
                                        {"semanticVersion", Value::string(version())},
                                        {"rules", rules_.finish()}});
    const Value run = Value::object({{"tool", Value::object({{"driver", driver}})},
                                     {"columnKind", Value::string("unicodeCodePoints")},
                                     {"results", results_.finish()}});
    const Value log =
        Value::object({{"$schema", Value::string("https://json.schemastore.org/sarif-2.1.0.json")},
                       {"version", Value::string("2.1.0")},
                       {"runs", Value::array({run})}});
    TextBuffer out;
    dump_indented(log, out);
    out.append('\n');
    return out.str();
  }

 private:
  Value result(const source::Document& document, const source::Diagnostic& finding) {
    std::string message = finding.message;
    if (!finding.hint.empty()) message += " (" + finding.hint + ")";
    ObjectBuilder out;
    out.append("ruleId", Value::string(finding.rule));
    out.append("ruleIndex", number(index_of(finding)));
    out.append("level", Value::string(level_of(finding.severity)));
    out.append("message", text(message));
    out.append("locations", Value::array({Value::object({{"physicalLocation", place(document, finding.span)},
                                                         {"logicalLocations", logical(finding)}})}));
    if (!finding.related.empty()) {
      ArrayBuilder related;
      for (const source::Related& one : finding.related) {
        related.push(
            Value::object({{"physicalLocation", place(document, one.span)}, {"message", text(one.message)}}));
      }
      out.append("relatedLocations", related.finish());
    }
    out.append(
        "partialFingerprints",
        Value::object({{"pawl/v1", Value::string(fingerprint(finding.rule + ' ' + finding.pointer))}}));
    return out.finish();
  }

  static Value logical(const source::Diagnostic& finding) {
    return Value::array({Value::object({{"fullyQualifiedName", Value::string(finding.pointer)}})});
  }

  size_t index_of(const source::Diagnostic& finding) {
    const auto [known, is_new] = indexes_.emplace(finding.rule, indexes_.size());
    if (!is_new) return known->second;
    ObjectBuilder out;
    out.append("id", Value::string(finding.rule));
    const rules::Rule* rule = rules::find_rule(finding.rule);
    if (rule != nullptr) {
      out.append("shortDescription", text(rule->summary));
      out.append("fullDescription", text(rule->help.empty() ? rule->summary : rule->help));
      out.append("help",
                 Value::object({{"text", Value::string(rule->help.empty() ? rule->summary : rule->help)},
                                {"markdown", Value::string(markdown(*rule))}}));
      out.append("defaultConfiguration", Value::object({{"level", Value::string(level_of(rule->severity))}}));
    } else {
      out.append("shortDescription", text(finding.rule));
    }
    rules_.push(out.finish());
    return known->second;
  }

  ArrayBuilder rules_;
  ArrayBuilder results_;
  std::unordered_map<std::string, size_t> indexes_;
};

}  // namespace

std::unique_ptr<Report> sarif_report(std::string_view, const Console&) {
  return std::make_unique<SarifReport>();
}

}  // namespace pawl::cli
