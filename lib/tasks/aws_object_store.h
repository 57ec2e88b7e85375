// Buckets of Distributed Maps: folders, and those of S3 or of something that speaks its API.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "items/folder_store.h"
#include "items/object_store.h"
#include "tasks/config.h"

namespace pawl::tasks {

/// `folders`: the buckets that are folders; they go first. The configuration says which others are in S3:
/// those that `buckets` binds to `aws`, and if it has `aws` at its top, all. Objects of S3 pass through
/// temporary files; a call holds the thread that makes it. `environment`: of the processes that call S3.
std::unique_ptr<items::ObjectStore> make_object_store(items::FolderStore::Folders folders,
                                                      const Config* config,
                                                      const std::map<std::string, std::string>& environment);

}  // namespace pawl::tasks
