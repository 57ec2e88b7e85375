#include "remote/import.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/printable.h"
#include "base/small_file.h"
#include "history/details.h"
#include "history/reader.h"
#include "history/writer.h"
#include "remote/deploy.h"
#include "remote/event_source.h"
#include "remote/history_lines.h"
#include "runs/identity.h"
#include "value/parse.h"

namespace pawl::remote {

namespace fs = std::filesystem;

using workflow::ErrorCode;
using workflow::ServiceResult;

namespace {

constexpr int kImportedPage = 1000;

/// Whether the run in these files is that execution, or none that has begun.
bool is_place_of(const history::RunFiles& files, const ExecutionArn& execution) {
  if (!exists(files.history)) return true;
  const auto first = history::first_event(files.history);
  return first && (!*first || text_of((*first)->pawl, "arn") == execution.text);
}

/// The execution's own place, or one that is free: another run may have its name.
ServiceResult<history::RunFiles> place_for(const ExecutionArn& execution) {
  PAWL_CHECK(runs::check_run_name(execution.name));
  PAWL_TRY(const auto store, history::RunStore::of_user());
  for (int again = 1;; ++again) {
    const std::string name = again == 1 ? execution.name : fmt::format("{}-{}", execution.name, again);
    history::RunFiles files = store.files_of(name);
    if (!is_place_of(files, execution)) continue;
    if (!history::is_being_written(files.history)) return files;
    return refuse(
        ErrorCode::RunIsRunning,
        fmt::format("a pawl is following the execution, as the run '{}': its history is fetched already",
                    printable(name)));
  }
}

/// Writes all events to the file.
ServiceResult<void> fetch(StatesApi& api, const ExecutionArn& execution, const Value& note,
                          const std::string& file, ImportedRun& out) {
  PAWL_TRY(const auto writer, history::Writer::create(file, history::Durability::Batch));
  EventSource source(api, execution.text, kImportedPage);
  TextBuffer lines;
  while (source.has_more()) {
    const auto fetched = source.next();
    if (!fetched) return tl::unexpected(service_error(fetched.error(), "fetch the history"));
    for (const FetchedEvent& event : *fetched) {
      write_line(event, event.event.id == 1 ? note : Value(), lines);
      out.status = history::status_after(event.event.type);
      out.events = event.event.id;
    }
    writer->append_lines(lines.view());
    PAWL_CHECK(writer->commit());
    lines.clear();
  }
  if (out.events == 0) return refuse(ErrorCode::Other, "the service has no event of it");
  PAWL_CHECK(writer->close());
  return {};
}

}  // namespace

ServiceResult<ImportedRun> import_execution(StatesApi& api, const ExecutionArn& execution) {
  PAWL_TRY(history::RunFiles files, place_for(execution));
  ImportedRun out{.files = std::move(files)};
  Value definition;
  if (const auto machine = api.machine_of(execution.text); !machine) {
    out.no_definition = machine.error().message;
  } else if (auto json = try_parse_json(machine->definition); json) {
    definition = std::move(*json);
  } else {
    out.no_definition = "what the service gave is no JSON";
  }
  const bool is_new = !exists(out.files.folder);
  PAWL_CHECK(make_folders(out.files.folder));
  const std::string fetched = (fs::path(out.files.folder) / "fetched.jsonl").string();
  auto written =
      fetch(api, execution, first_note(execution, api.client().access(), definition), fetched, out);
  std::error_code error;
  if (written) fs::rename(fetched, out.files.history, error);
  if (error) written = tl::unexpected<workflow::ServiceError>(Error{error.message()});
  if (written) return out;
  std::error_code ignored;
  fs::remove(fetched, ignored);
  if (is_new) fs::remove(out.files.folder, ignored);
  return tl::unexpected(std::move(written.error()));
}

}  // namespace pawl::remote
