// Every folder of samples/ runs as it stands: its output is in expected.json, its events in
// tests/golden/samples/. With PAWL_UPDATE_GOLDEN set the golden files are written anew.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "support/aws_calls.h"
#include "support/cli_pawl.h"
#include "support/json.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

const fs::path kSamples = fs::path(kSourceDir) / "samples";
const fs::path kGolden = fs::path(kSourceDir) / "tests/golden/samples";

fs::path definition_of(const fs::path& sample) {
  for (const char* suffix : {".asl.json", ".asl.yaml"}) {
    const fs::path file = sample / (sample.filename().string() + suffix);
    if (fs::exists(file)) return file;
  }
  return {};
}

/// "TaskStateEntered Charge", …: what does not differ from run to run. Where branches or items run side by
/// side their order does differ, and the lines are sorted.
std::string event_summary(const std::string& history, bool side_by_side) {
  std::vector<std::string> lines;
  std::istringstream in(history);
  for (std::string line; std::getline(in, line);) {
    const Json event = Json::parse(line);
    std::string text = event["type"].text();
    for (const char* details : {"stateEnteredEventDetails", "stateExitedEventDetails"}) {
      if (event.has(details)) text += " " + event[details]["name"].text();
    }
    lines.push_back(std::move(text));
  }
  if (side_by_side) std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

void compare_golden(const std::string& name, const std::string& actual) {
  const fs::path file = kGolden / (name + ".events");
  if (std::getenv("PAWL_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(kGolden);
    std::ofstream(file) << actual;
  }
  CHECK_MESSAGE(read_text(file) == actual, file.string());
}

bool runs_side_by_side(const fs::path& definition) {
  const std::string text = read_text(definition);
  return contains(text, "\"Parallel\"") || contains(text, "\"Map\"");
}

void check_sample(const fs::path& definition, const std::string& suffix) {
  const Pawl pawl;
  const fs::path folder = definition.parent_path();
  const std::string name = folder.filename().string() + suffix;
  const auto result =
      pawl({"run", definition.string(), "-i", (folder / ("input" + suffix + ".json")).string(), "--time",
            "skip", "--history", "h.jsonl"});
  CAPTURE(name);
  CAPTURE(result.err);
  REQUIRE(result.exit_code == 0);
  CHECK(Json::parse(result.out) == Json::parse(read_text(folder / ("expected" + suffix + ".json"))));
  compare_golden(name,
                 event_summary(read_text(pawl.folder.path() / "h.jsonl"), runs_side_by_side(definition)));
  const auto replayed = pawl({"replay", "h.jsonl"});
  CHECK_MESSAGE(replayed.exit_code == 0, replayed.out);
}

/// A sample whose run.sh starts what it talks to.
void check_with_server(const std::string& name, std::map<std::string, std::string> environment) {
  const Pawl pawl;
  CommandOptions options;
  options.environment = std::move(environment);
  options.environment["PAWL"] = kPawlBinary;
  const auto result =
      run_command({(kSamples / name / "run.sh").string(), "--time", "skip", "--history", "h.jsonl"},
                  pawl.with_state(std::move(options)));
  CAPTURE(result.err);
  REQUIRE(result.exit_code == 0);
  CHECK(Json::parse(result.out) == Json::parse(read_text(kSamples / name / "expected.json")));
  compare_golden(name, event_summary(read_text(pawl.folder.path() / "h.jsonl"), true));
  const auto replayed = pawl({"replay", "h.jsonl"});
  CHECK_MESSAGE(replayed.exit_code == 0, replayed.out);
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("samples: each has a definition that AWS would accept, or says that it is local") {
    size_t samples = 0;
    for (const auto& entry : fs::directory_iterator(kSamples)) {
      if (!entry.is_directory()) continue;
      ++samples;
      CAPTURE(entry.path().string());
      REQUIRE_FALSE(definition_of(entry.path()).empty());
      const Pawl pawl;
      CHECK(pawl({"validate", definition_of(entry.path()).string()}).exit_code == 0);
    }
    CHECK(samples >= 7);
  }

  TEST_CASE("samples: output and events are as recorded") {
    const bool has_python = run_command({"python3", "--version"}).exit_code == 0;
    for (const auto& entry : fs::directory_iterator(kSamples)) {
      if (!entry.is_directory()) continue;
      if (entry.path().filename() == "lambda" && !has_python) {
        MESSAGE("skipped: there is no python3 for samples/lambda");
        continue;
      }
      for (const auto& file : fs::directory_iterator(entry.path())) {
        const std::string name = file.path().filename().string();
        if (!name.starts_with("input") || !name.ends_with(".json")) continue;
        check_sample(definition_of(entry.path()), name.substr(5, name.size() - 10));
      }
    }
  }

  TEST_CASE("samples: the HTTP workflow, against the server it starts") {
    if (run_command({"python3", "--version"}).exit_code != 0) {
      MESSAGE("skipped: there is no python3");
      return;
    }
    check_with_server("http", {});
  }

  TEST_CASE("samples: the workflow of AWS services, against the services it starts") {
    if (!pawl::test::has_botocore()) return;
    check_with_server("aws", pawl::test::aws_environment());
  }
}
