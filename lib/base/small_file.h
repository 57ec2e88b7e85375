// Small files that one process leaves for another: whoever sees one sees the whole of it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pawl {

/// Whether a file is on the disk when write_file() returns, for a power cut.
enum class Sync : uint8_t { No, Yes };
enum class IfThere : uint8_t { Replace, Leave };

/// Makes the file, for its owner alone. False: there is one already, and it was left. Errors: it cannot be
/// written.
Result<bool> write_file(const std::string& path, std::string_view text, IfThere if_there, Sync sync);
/// Makes the names in a folder durable: after a power cut a new file is there only if its folder is on the
/// disk, too. Some file systems cannot sync folders, and need not.
void sync_folder(const std::string& folder);
/// Makes everything in the file system of this folder durable: for many files at once. Errors: the system's.
Result<void> sync_around(const std::string& folder);
bool exists(const std::string& path);
/// Makes a folder of the owner's, and those around it.
Result<void> make_folders(const std::string& folder);
/// Names of the files in a folder whose names end in `suffix`, sorted; those that are being written are left
/// out. No folder: none.
std::vector<std::string> files_in(const std::string& folder, std::string_view suffix);

}  // namespace pawl
