// What a kind of binding needs, checked for each: whoever adds one and forgets a place is told here.

#include "tasks/registry.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "support/places.h"
#include "value/parse.h"

using namespace pawl;
using tasks::RunnerKind;

namespace {

std::string text_of(const char* path) {
  std::ifstream file(std::string(testing_support::kSourceDir) + "/" + path);
  REQUIRE_MESSAGE(file.good(), path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> keys_of_all_kinds() {
  std::set<std::string> keys;
  for (const RunnerKind* kind : tasks::runner_kinds()) {
    for (const std::string_view key : kind->keys) {
      CHECK_MESSAGE(keys.insert(std::string(key)).second, key, " chooses two kinds");
    }
  }
  return keys;
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("each kind of binding can be written, shown and run") {
    CHECK(tasks::runner_kinds().size() == std::variant_size_v<tasks::BindingTarget>);
    for (const RunnerKind* kind : tasks::runner_kinds()) {
      CHECK((kind->describe != nullptr));
      if (kind == &tasks::JobBinding::kind()) continue;  // made of a command and `via`
      REQUIRE_FALSE(kind->keys.empty());
      CAPTURE(kind->keys.front());
      CHECK(((kind->make != nullptr) != (kind->waits || kind == &tasks::MachineBinding::kind())));
      CHECK((kind->read != nullptr));
    }
  }

  TEST_CASE("pawl.yaml's schema has the keys of all kinds, and demands one of them") {
    const Value schema = parse_json(text_of("lib/tasks/pawl.schema.json")).value();
    const Value& task = *schema.find("$defs")->find("task");
    std::set<std::string> demanded;
    for (const Value& choice : task.find("oneOf")->items())
      demanded.emplace(choice.find("required")->items().front().as_string());
    CHECK(demanded == keys_of_all_kinds());
    for (const std::string& key : demanded) CHECK_MESSAGE(task.find("properties")->find(key) != nullptr, key);
  }

  TEST_CASE("man pawl.yaml describes the keys of all kinds") {
    const std::string page = text_of("man/pawl.yaml.5");
    for (const std::string& key : keys_of_all_kinds())
      CHECK_MESSAGE(page.find("\n.It Ql " + key) != std::string::npos, key);
  }
}
