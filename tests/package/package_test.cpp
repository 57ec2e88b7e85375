// What is installed is enough for a program that uses the library: through CMake's find_package and through
// pkg-config.

#include <doctest/doctest.h>

#include <string>

#include "support/places.h"
#include "support/process.h"

using namespace pawl::testing_support;

namespace {

constexpr auto kProgram = R"(#include <iostream>
#include <pawl/pawl.h>

int main() {
  auto workflow = pawl::Workflow::load("m.asl.json");
  if (!workflow || !workflow->is_valid()) return 2;
  auto run = workflow->run(R"j({"name": "Ann"})j");
  if (!run) return std::cerr << run.failure().message << '\n', 2;
  std::cout << run->output << '\n';
  return run->status == pawl::Status::Succeeded ? 0 : 1;
}
)";

constexpr auto kProject = R"(cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES CXX)
find_package(pawl REQUIRED)
add_executable(user main.cpp)
target_link_libraries(user PRIVATE pawl::pawl)
)";

constexpr auto kDefinition = R"j({"StartAt": "Greet", "States": {"Greet": {"Type": "Pass", "End": true,
  "Parameters": {"greeting.$": "States.Format('Hello {}', $.name)"}}}})j";

void must(const CommandResult& result) { REQUIRE_MESSAGE(result.exit_code == 0, result.out << result.err); }

}  // namespace

TEST_SUITE("package") {
  TEST_CASE("a program of ten lines is built against what is installed") {
    const TemporaryFolder folder;
    const std::string prefix = (folder.path() / "prefix").string();
    const CommandOptions here{.environment = {{"CXX", kCompiler}}, .directory = folder.path()};
    must(run_command({"cmake", "--install", kBuildDir, "--prefix", prefix}));
    (void)folder.write("main.cpp", kProgram);
    (void)folder.write("CMakeLists.txt", kProject);
    (void)folder.write("m.asl.json", kDefinition);

    SUBCASE("CMake") {
      must(run_command({"cmake", "-S", ".", "-B", "build", "-DCMAKE_PREFIX_PATH=" + prefix}, here));
      must(run_command({"cmake", "--build", "build"}, here));
      CHECK(run_command({"build/user"}, here).out == "{\"greeting\":\"Hello Ann\"}\n");
    }
    SUBCASE("pkg-config") {
      must(run_command(
          {"sh", "-c",
           "PKG_CONFIG_PATH=$(dirname \"$(find " + prefix +
               " -name pawl.pc)\") && export PKG_CONFIG_PATH && "
               "\"$CXX\" -std=c++17 main.cpp -o user $(pkg-config --cflags --libs --static pawl)"},
          here));
      CHECK(run_command({"./user"}, here).out == "{\"greeting\":\"Hello Ann\"}\n");
    }
  }
}
