#include "cli/report/iterations.h"

namespace pawl::cli {

std::string iterations_text(const std::vector<uint64_t>& iterations) {
  std::string text;
  for (const uint64_t index : iterations) text += "[" + std::to_string(index) + "]";
  return text;
}

Value iterations_json(const std::vector<uint64_t>& iterations) {
  ArrayBuilder indices;
  for (const uint64_t index : iterations) indices.push(Value::integer(static_cast<int64_t>(index)));
  return indices.finish();
}

}  // namespace pawl::cli
