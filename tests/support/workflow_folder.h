// A folder with a definition in it, loaded and launched without a terminal.
#pragma once
#include <string>
#include <string_view>

#include "runs/launch.h"
#include "support/notices.h"
#include "support/process.h"
#include "workflow/workflow.h"

namespace pawl::test {

class WorkflowFolder {
 public:
  explicit WorkflowFolder(std::string_view definition) { write("flow.asl.json", definition); }

  void write(std::string_view name, std::string_view text) const { (void)folder.write(name, text); }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  [[nodiscard]] workflow::DefinitionSource source() const { return {path("flow.asl.json"), {}}; }

  /// The definition, loaded. Throws its error's message.
  [[nodiscard]] workflow::Workflow load(const workflow::Settings& settings = {}) const {
    auto loaded = workflow::load(source(), settings);
    if (!loaded) throw loaded.error().message;
    return std::move(*loaded);
  }
  /// Settings of runs whose histories go to this folder, in time that is skipped.
  [[nodiscard]] runs::LaunchSettings settings() const {
    runs::LaunchSettings out;
    out.run.history.place = path("runs") + "/";
    out.run.history.durability = history::Durability::None;
    out.run.bounds.time = "skip";
    out.time.kind = runtime::TimeMode::Kind::Skip;
    return out;
  }

  testing_support::TemporaryFolder folder;
};

inline constexpr std::string_view kPass =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Result":7,"End":true}}})";
/// A task that succeeds once the file "ready" is in the folder of the definition.
inline constexpr std::string_view kTaskOfReady =
    R"({"StartAt":"First","States":{"First":{"Type":"Pass","Next":"Work"},)"
    R"("Work":{"Type":"Task","Resource":"local:exec","Parameters":{"Command":["cat","ready"]},"End":true}}})";

}  // namespace pawl::test
