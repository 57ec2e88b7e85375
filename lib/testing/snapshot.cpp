#include "testing/snapshot.h"

#include <filesystem>

#include "base/small_file.h"
#include "source/document.h"
#include "tasks/config.h"
#include "testing/test_file.h"
#include "value/dump.h"

namespace pawl::testing {

namespace fs = std::filesystem;

std::string snapshot_path(const std::string& test_file) {
  return std::string(stem_of(test_file)) + ".test.snapshots.json";
}

Result<Snapshots> load_snapshots(const std::string& test_file) {
  const std::string path = snapshot_path(test_file);
  if (!exists(path)) return Snapshots();
  PAWL_TRY(auto loaded, source::load(path));
  if (source::has_errors(loaded.diagnostics))
    return fail(tasks::describe(loaded.document, loaded.diagnostics));
  const Value value = source::to_value(loaded.document.root);
  if (!value.is_object())
    return fail(path + " is no object by the names of cases; `pawl test --update` writes it anew");
  Snapshots snapshots;
  for (const Member& member : value.members()) snapshots[std::string(member.key.as_string())] = member.value;
  return snapshots;
}

Result<void> save_snapshots(const std::string& test_file, const Snapshots& snapshots) {
  const std::string path = snapshot_path(test_file);
  std::error_code error;
  if (snapshots.empty()) {
    fs::remove(path, error);
    return {};
  }
  ObjectBuilder all;
  for (const auto& [name, snapshot] : snapshots) all.append(name, snapshot);
  TextBuffer text;
  dump_indented(all.finish(), text);
  text.append('\n');
  PAWL_CHECK(write_file(path, text.view(), IfThere::Replace, Sync::No));
  using fs::perms;
  fs::permissions(path, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read,
                  error);
  return {};
}

}  // namespace pawl::testing
