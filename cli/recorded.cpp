#include "cli/recorded.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/digest.h"
#include "cli/exit_code.h"
#include "cli/report/report.h"
#include "history/details.h"
#include "history/kept_input.h"
#include "history/seal.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Refusal> refuse(int exit_code, const Console& console, std::string_view message) {
  return tl::unexpected<Refusal>(
      Refusal{exit_code, fmt::format("{} {}\n", console.paint(Color::Red, "pawl: error:"), message)});
}

}  // namespace

std::string recorded_path(const replay::RecordedRun& run, const std::string& path) {
  const std::string_view directory = history::text_of(run.extras, "directory");
  if (path.empty() || directory.empty() || fs::path(path).is_absolute()) return path;
  std::error_code error;
  if (fs::current_path(error) == directory) return path;
  return (fs::path(directory) / path).string();
}

void warn_of_faults(std::string_view name, const history::FileFaults& faults, Console& console) {
  if (faults.windows_1252) {
    console.warning(fmt::format(
        "{}: the export is not in UTF-8; it was read as Windows-1252, the code page in which the AWS CLI "
        "writes on Windows (PYTHONUTF8=1 makes it UTF-8)",
        printable(name)));
  }
  if (faults.torn)
    console.warning(fmt::format("{}: the last line is cut off; it was left out", printable(name)));
  if (faults.damaged_line != 0)
    console.warning(fmt::format("{}:{}: {}", printable(name), faults.damaged_line, history::kSealFault));
  if (!faults.incomplete) return;
  console.warning(fmt::format(
      "{}: the export is incomplete (nextToken): there are more events. Without --no-paginate and "
      "--max-items the AWS CLI fetches all of them; pages are also read as one file, one behind the other",
      printable(name)));
}

Result<Recorded> find_recorded(const std::string& text) {
  PAWL_TRY(history::RunFiles files, history::find_run(text));
  if (files.history == "-") {
    PAWL_TRY(files.history, history::keep_standard_input());
  }
  PAWL_TRY(replay::RecordedRun run, replay::read_recorded_run(files.history));
  return Recorded{std::move(files), std::move(run)};
}

tl::expected<Definition, Refusal> definition_of(const Recorded& recorded,
                                                const std::optional<std::string>& path,
                                                const Assignments& subst, const Console& console) {
  const auto type = history::text_of(recorded.run.extras, "type") == "EXPRESS" ? asl::WorkflowType::Express
                                                                               : asl::WorkflowType::Standard;
  std::optional<Definition> definition;
  if (path) {
    auto loaded = load_definition(*path, subst, type);
    if (!loaded) return refuse(kExitCannot, console, loaded.error().message);
    definition = std::move(*loaded);
  } else {
    if (recorded.run.definition.is_null()) {
      return refuse(
          kExitCannot, console,
          fmt::format("the history '{}' does not hold the definition it ran, as those from AWS never do: add "
                      "--definition FILE",
                      printable(recorded.files.history)));
    }
    const std::string file = recorded_path(recorded.run, recorded.run.file);
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) {
      auto loaded = load_definition(file, {}, type);
      if (loaded && digest(loaded->full_text(), "SHA-256") == recorded.run.sha256)
        definition = std::move(*loaded);
    }
    if (!definition) definition = read_definition("<recorded definition>", recorded.run.definition, type);
  }
  if (!source::has_errors(definition->diagnostics)) return std::move(*definition);
  std::string text;
  for (const source::Diagnostic& diagnostic : definition->diagnostics) {
    if (diagnostic.severity != source::Severity::Error) continue;
    text += finding_text(diagnostic, definition->document, console, Stream::Err);
  }
  Refusal refusal = refuse(kExitInvalid, console, "the definition is invalid; nothing was done").value();
  refusal.text.insert(0, text);
  return tl::unexpected<Refusal>(std::move(refusal));
}

tl::expected<std::optional<Definition>, Refusal> definition_if_known(const Recorded& recorded,
                                                                     const std::optional<std::string>& path,
                                                                     const Assignments& subst,
                                                                     const Console& console) {
  if (!path && recorded.run.definition.is_null()) return std::nullopt;
  return definition_of(recorded, path, subst, console);
}

}  // namespace pawl::cli
