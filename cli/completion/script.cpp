#include "cli/completion/script.h"

namespace pawl::cli {

std::string filled(std::string_view skeleton, std::string_view names, std::string_view cases) {
  std::string out(skeleton);
  const auto fill = [&](std::string_view mark, std::string_view text) {
    out.replace(out.find(mark), mark.size(), text);
  };
  fill("@names@", names);
  fill("@cases@", cases);
  return out;
}

}  // namespace pawl::cli
