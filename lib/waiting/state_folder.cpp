#include "waiting/state_folder.h"

#include <filesystem>

#include "history/run_store.h"

namespace pawl::waiting {

Result<std::string> state_folder() {
  PAWL_TRY(const history::RunStore store, history::RunStore::of_user());
  return std::filesystem::path(store.folder()).parent_path().string();
}

}  // namespace pawl::waiting
