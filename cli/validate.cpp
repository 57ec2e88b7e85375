#include "cli/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/definition.h"
#include "cli/exit_code.h"
#include "cli/report.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

/// A folder stands for every `*.asl.json`, `*.asl.yaml` and `*.asl.yml` below it, sorted.
Result<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    const bool is_definition =
        name.ends_with(".asl.json") || name.ends_with(".asl.yaml") || name.ends_with(".asl.yml");
    std::error_code ignored;
    if (is_definition && it->is_regular_file(ignored)) files.push_back(it->path().string());
  }
  if (error) return fail(fmt::format("cannot read the folder '{}': {}", printable(path), error.message()));
  if (files.empty()) {
    return fail(fmt::format("'{}' holds no *.asl.json, *.asl.yaml or *.asl.yml", printable(path)));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int validate(const ValidateOptions& options, Console& console) {
  const auto type = options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  const bool as_json = options.format == ValidateOptions::Format::Json;
  bool unreadable = false, invalid = false;
  size_t files = 0, errors = 0;
  ArrayBuilder findings;
  const auto cannot = [&](const Error& error) {
    console.error(error.message);
    unreadable = true;
  };
  for (const std::string& argument : options.files) {
    const auto paths = files_of(argument);
    if (!paths) {
      cannot(paths.error());
      continue;
    }
    for (const std::string& path : *paths) {
      const auto definition = load_definition(path, options.subst, type);
      if (!definition) {
        cannot(definition.error());
        continue;
      }
      ++files;
      std::string text;
      for (const source::Diagnostic& diagnostic : definition->diagnostics) {
        if (diagnostic.severity == source::Severity::Error) ++errors;
        if (as_json) findings.push(finding_json(diagnostic, definition->document));
        else text += finding_text(diagnostic, definition->document, console, Stream::Out);
      }
      invalid |= source::has_errors(definition->diagnostics);
      if (const auto written = console.out(text); !written) {
        console.error(written.error().message);
        return kExitCannot;
      }
    }
  }
  if (as_json) {
    TextBuffer text;
    const Value report = Value::object({{"diagnostics", findings.finish()}});
    if (console.out_is_terminal()) dump_indented(report, text);
    else dump(report, text);
    text.append('\n');
    if (const auto written = console.out(text.view()); !written) {
      console.error(written.error().message);
      return kExitCannot;
    }
  } else if (console.err_is_terminal() && files > 0) {
    const std::string counted = files == 1 ? "1 file" : fmt::format("{} files", files);
    console.err(errors == 0 ? fmt::format("{} valid\n", counted)
                            : fmt::format("{}, {} error{}\n", counted, errors, errors == 1 ? "" : "s"));
  }
  if (unreadable) return kExitCannot;
  return invalid ? kExitInvalid : kExitYes;
}

}  // namespace pawl::cli
