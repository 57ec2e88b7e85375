#include "workflow/name.h"

#include <algorithm>

#include "aws/name.h"
#include "base/utf8.h"

namespace pawl::workflow {

std::string_view cut_name(std::string_view name, size_t bytes) { return utf8::prefix(name, bytes); }

std::string machine_name(std::string_view path) {
  if (path == "-") return "stdin";
  if (const size_t slash = path.rfind('/'); slash != std::string_view::npos) path.remove_prefix(slash + 1);
  for (const std::string_view suffix : {".json", ".yaml", ".yml", ".asl"}) {
    if (path.size() > suffix.size() && path.ends_with(suffix)) path.remove_suffix(suffix.size());
  }
  std::string name(cut_name(path, aws::kLongestName));
  std::replace_if(name.begin(), name.end(), aws::is_forbidden_in_names, '-');
  for (size_t at = 0; (at = utf8::find_invalid(name)) != std::string::npos;) name[at] = '-';
  if (name.empty() || name.front() == '.' || name.front() == '@') name.insert(0, "machine");
  return name;
}

}  // namespace pawl::workflow
