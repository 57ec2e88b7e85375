#include "aws/name.h"

#include <string_view>

namespace pawl::aws {

bool is_forbidden_in_names(char c) {
  constexpr std::string_view kForbidden = "<>{}[]?*\"#%\\^|~`$&,;:/ ";
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || kForbidden.find(c) != std::string_view::npos;
}

}  // namespace pawl::aws
