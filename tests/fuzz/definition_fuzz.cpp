// Definitions: whatever the bytes, the readers and the rules answer with findings.

#include <cstdint>
#include <string>

#include "asl/parse.h"
#include "rules/rule.h"

using namespace pawl;

namespace {

void check(std::string text, source::Format format) {
  const source::LoadResult loaded = source::read("fuzz", std::move(text), format);
  for (const source::Diagnostic& diagnostic : loaded.diagnostics)
    static_cast<void>(loaded.document.locate(diagnostic.span));
  if (source::has_errors(loaded.diagnostics)) return;
  const asl::ParseResult parsed = asl::parse(loaded.document);
  for (const source::Diagnostic& diagnostic : parsed.diagnostics)
    static_cast<void>(loaded.document.locate(diagnostic.span));
  if (parsed.machine != nullptr)
    rules::check(*parsed.machine, loaded.document, {.type = asl::WorkflowType::Express});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(text, source::Format::Json);
  check(text, source::Format::Yaml);
  return 0;
}
