// pawl.yaml and .env files: whatever the bytes, they are read with findings, and what a file
// without errors says can be bound to a definition.
#include <cstdint>
#include <string>

#include "asl/parse.h"
#include "tasks/config.h"
#include "tasks/environment.h"
#include "tasks/resolve.h"

using namespace pawl;

namespace {

constexpr const char* kDefinition = R"json({"StartAt":"A","States":{
  "A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Next":"B"},
  "B":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"ApiEndpoint":"https://h/","Method":"GET",
    "Authentication":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/c/1"}},"Next":"C"},
  "C":{"Type":"Task","Resource":"sh:true","End":true}}})json";

const asl::StateMachine& machine() {
  static const source::LoadResult loaded = source::read("fuzz", kDefinition, source::Format::Json);
  static const asl::ParseResult parsed = asl::parse(loaded.document);
  return *parsed.machine;
}

void check(const std::string& text, source::Format format) {
  const tasks::ConfigResult read = tasks::read_config("/nowhere/pawl.yaml", text, format);
  static_cast<void>(tasks::describe(read.document, read.diagnostics));
  if (source::has_errors(read.diagnostics)) return;
  const auto resolved = tasks::resolve({.machine = machine(),
                                        .machine_name = "fuzz",
                                        .directory = "/nowhere",
                                        .config = &read.config,
                                        .network = tasks::Network::Denied});
  if (!resolved) return;
  for (const asl::State* state : machine().states) {
    if (const tasks::Binding* binding = resolved->tasks.find(*state))
      static_cast<void>(tasks::describe(*binding, resolved->tasks.secrets));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(text, source::Format::Yaml);
  check(text, source::Format::Json);
  static_cast<void>(tasks::parse_env_file(text, ".env"));
  return 0;
}
