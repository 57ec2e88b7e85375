// What rules are made of: `--rule`, and the key `lint` of the pawl.yaml above each definition.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "rules/rule.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "tasks/config.h"

namespace pawl::cli {

class LintSettings {
 public:
  /// Errors: a --rule that names no rule, or no severity.
  static Result<LintSettings> read(const LintOptions& options);

  /// Changes the findings of one definition; those that are ignored or off go away. What is wrong in its
  /// pawl.yaml is said on the console, once, and is_broken() turns true.
  void apply(const source::Document& document, source::Diagnostics& diagnostics, Console& console);
  [[nodiscard]] bool is_broken() const { return is_broken_; }

 private:
  /// By id; nothing: off.
  using Severities = std::map<std::string, std::optional<source::Severity>, std::less<>>;
  struct Project {
    Severities severities;
    std::vector<tasks::LintConfig::Ignored> ignored;
  };

  static Result<void> set(Severities& severities, const std::string& id, const std::string& word);
  const Project& project_of(const std::string& file, Console& console);
  Project load(const std::string& path, Console& console);

  Severities typed_;                         // with --rule
  std::map<std::string, Project> projects_;  // by pawl.yaml; empty: none
  bool is_broken_ = false;
};

}  // namespace pawl::cli
