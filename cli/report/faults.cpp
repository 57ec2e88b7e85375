#include "cli/report/faults.h"

#include <fmt/format.h>

#include "history/seal.h"

namespace pawl::cli {

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
      "--max-items the AWS CLI fetches all of them; pages are also read as one file, one after the other",
      printable(name)));
}

}  // namespace pawl::cli
