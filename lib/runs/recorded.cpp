#include "runs/recorded.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/digest.h"
#include "base/printable.h"
#include "history/details.h"
#include "history/kept_input.h"

namespace pawl::runs {

namespace fs = std::filesystem;

using workflow::Definition;
using workflow::DefinitionSource;
using workflow::ErrorCode;
using workflow::ServiceResult;

std::string recorded_path(const replay::RecordedRun& run, const std::string& path) {
  const std::string_view directory = text_of(run.extras, "directory");
  if (path.empty() || directory.empty() || fs::path(path).is_absolute()) return path;
  std::error_code error;
  if (fs::current_path(error) == directory) return path;
  return (fs::path(directory) / path).string();
}

asl::WorkflowType type_of(const replay::RecordedRun& run) {
  return text_of(run.extras, "type") == "EXPRESS" ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
}

ServiceResult<Recorded> find_recorded(const std::string& text) {
  PAWL_TRY(history::RunFiles files, with_code(ErrorCode::RunNotFound, history::find_run(text)));
  if (files.history == "-") {
    PAWL_TRY(files.history, history::keep_standard_input());
  }
  PAWL_TRY(replay::RecordedRun run, replay::read_recorded_run(files.history));
  return Recorded{std::move(files), std::move(run)};
}

namespace {

/// The definition that the history holds.
Definition own_definition(const replay::RecordedRun& run) {
  const std::string file = recorded_path(run, run.file);
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored)) {
    auto loaded = workflow::load_definition({file, {}, type_of(run)});
    if (loaded && digest(loaded->full_text(), "SHA-256") == run.sha256) return std::move(*loaded);
  }
  Definition recorded = workflow::read_definition("<recorded definition>", run.definition, type_of(run));
  if (const std::string_view held_by = text_of(run.extras, "template"); !held_by.empty())
    recorded.find_functions(recorded_path(run, std::string(held_by)));
  return recorded;
}

}  // namespace

ServiceResult<Definition> definition_of(const Recorded& recorded, const std::optional<std::string>& path,
                                        const source::Substitutions& substitutions) {
  if (!path && recorded.run.definition.is_null()) {
    return refuse(ErrorCode::DefinitionNotFound,
                  fmt::format("the history '{}' does not hold the definition it ran, as those from AWS never "
                              "do: add --definition FILE",
                              printable(recorded.files.history)));
  }
  std::optional<Definition> definition;
  if (path) {
    const DefinitionSource source{*path, substitutions, type_of(recorded.run)};
    PAWL_TRY(definition, with_code(ErrorCode::DefinitionNotFound, workflow::load_definition(source)));
  } else {
    definition = own_definition(recorded.run);
  }
  if (!source::has_errors(definition->diagnostics)) return std::move(*definition);
  return workflow::invalid(std::move(*definition), "the definition is invalid; nothing was done");
}

ServiceResult<std::optional<Definition>> definition_if_known(const Recorded& recorded,
                                                             const std::optional<std::string>& path,
                                                             const source::Substitutions& substitutions) {
  if (!path && recorded.run.definition.is_null()) return std::nullopt;
  return definition_of(recorded, path, substitutions);
}

}  // namespace pawl::runs
