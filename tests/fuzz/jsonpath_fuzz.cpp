// Paths: `PATH \n JSON`. Whatever the path, parsing and evaluating end, soon and without a fault.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "jsonpath/evaluate.h"
#include "jsonpath/pitfalls.h"
#include "jsonpath/reference_path.h"
#include "value/compare.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

const Value& usual_data() {
  static const Value value = *parse_json(
      R"({"a":{"b":[1,"1",1.5,null,true,{"c":[]}],"c":"text"},"b":[[1,2],[3,{"a":"x"}]],"c":{"d":{"a":7}}})");
  return value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const size_t newline = input.find('\n');
  const std::string_view text = input.substr(0, newline);
  Value data = usual_data();
  if (newline != std::string_view::npos) {
    if (auto given = parse_json(input.substr(newline + 1))) data = std::move(*given);
  }
  for (const Path::Roots roots : {Path::Roots::InputOnly, Path::Roots::Workflow}) {
    const auto path = Path::parse(text, roots);
    if (!path) {
      demand(!path.error().message.empty());
      demand(path.error().offset <= text.size());
      continue;
    }
    const auto value = evaluate(*path, data);
    const Value* found = find(*path, data);
    if (found != nullptr && !data.is_null()) demand(value && deep_equal(*found, *value));
    if (value && !path->is_definite()) demand(value->is_array());
    if (!value) demand(!value.error().message.empty());
    demand(pitfalls(*path).size() < 100'000);
    if (roots == Path::Roots::Workflow)
      demand(ReferencePath::parse(text).has_value() == (path->root() == Root::Input && path->is_reference()));
  }
  if (const auto reference = ReferencePath::parse(text)) {
    const auto written = reference->write(data, Value::integer(9));
    if (written) demand(deep_equal(*evaluate(*Path::parse(text), *written), Value::integer(9)));
  }
  return 0;
}
