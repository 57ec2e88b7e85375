#include "cli/report/examine.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/report/format.h"

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

void count(const source::Diagnostics& diagnostics, Examination& examination) {
  for (const source::Diagnostic& diagnostic : diagnostics) {
    switch (diagnostic.severity) {
      case source::Severity::Error: ++examination.errors; break;
      case source::Severity::Warning: ++examination.warnings; break;
      case source::Severity::Info: ++examination.infos; break;
    }
  }
}

std::string counted(size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

Examination examine(const ValidateOptions& options, std::string_view tool, Console& console,
                    const std::function<void(workflow::Definition&)>& judge) {
  const ReportFormat* format = options.format ? find_report_format(*options.format) : nullptr;
  const auto report = (format != nullptr ? *format : default_report_format()).make(tool, console);
  Examination out;
  const auto cannot = [&](const Error& error) {
    console.error(error.message);
    out.could_not = true;
  };
  const auto write = [&](const std::string& text) {
    const auto written = console.out(text);
    if (!written) cannot(written.error());
    return written && !console.out_closed();
  };
  if (!write(report->begin())) return out;
  for (const std::string& argument : options.files) {
    const auto paths = files_of(argument);
    if (!paths) {
      cannot(paths.error());
      continue;
    }
    for (const std::string& path : *paths) {
      bool goes_on = true;
      const auto done = workflow::for_each_definition(
          {path, options.subst, options.type}, [&](Result<workflow::Definition>& definition) {
            if (!definition) {
              cannot(definition.error());
              return true;
            }
            ++out.files;
            out.is_invalid |= source::has_errors(definition->diagnostics);
            judge(*definition);
            count(definition->diagnostics, out);
            workflow::cut_findings(definition->diagnostics);
            goes_on = write(report->add(definition->document, definition->diagnostics));
            return goes_on;
          });
      if (!done) cannot(done.error());
      if (!goes_on) return out;
    }
  }
  write(report->finish());
  return out;
}

void summarize(const Examination& examination, const ValidateOptions& options, std::string_view clean,
               Console& console) {
  if (options.format.value_or("text") != "text") return;
  if (!console.err_is_terminal() || examination.files == 0) return;
  std::string text = counted(examination.files, "definition");
  if (examination.errors + examination.warnings + examination.infos == 0) text += fmt::format(" {}", clean);
  if (examination.errors > 0) text += ", " + counted(examination.errors, "error");
  if (examination.warnings > 0) text += ", " + counted(examination.warnings, "warning");
  if (examination.infos > 0) text += fmt::format(", {} info", examination.infos);
  console.err(text + "\n");
}

}  // namespace pawl::cli
