// Calls of AWS's services from a test, on an event loop of its own.
#pragma once
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/aws_workers.h"
#include "value/parse.h"

namespace pawl::test {

/// Whether python3 has botocore; says once that it has not.
inline bool has_botocore() {
  static const bool has = std::system("python3 -c 'import botocore' 2>/dev/null") == 0;
  if (!has) MESSAGE("skipped: python3 has no botocore (Debian: python3-botocore)");
  return has;
}

/// What a test's calls need, and nothing of the user's own configuration.
inline std::map<std::string, std::string> aws_environment() {
  std::map<std::string, std::string> all{{"AWS_CONFIG_FILE", "/nonexistent"},
                                         {"AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"},
                                         {"AWS_EC2_METADATA_DISABLED", "true"}};
  for (const char* name : {"PATH", "HOME", "PYENV_ROOT"}) {
    if (const char* value = std::getenv(name)) all[name] = value;
  }
  return all;
}

/// The processes of this test that call AWS.
inline std::vector<int> aws_processes() {
  std::vector<int> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "children");
    for (int pid = 0; file >> pid;) {
      std::ifstream line("/proc/" + std::to_string(pid) + "/cmdline");
      const std::string text{std::istreambuf_iterator<char>(line), {}};
      if (text.find("aws_worker.py") != std::string::npos) found.push_back(pid);
    }
  }
  return found;
}

struct AwsCalls {
  explicit AwsCalls(std::string url, tasks::AwsWorkersSettings settings = {}) : endpoint(std::move(url)) {
    if (settings.directory.empty()) settings.directory = "/";
    if (settings.environment.empty()) settings.environment = aws_environment();
    workers.emplace(
        io, threads, std::move(settings),
        tasks::AwsWorkersEvents{.log = [this](std::string_view line) { log.emplace_back(line); },
                                .cannot_call = [this](const Error& why) { cannot_call = why.message; }});
  }
  ~AwsCalls() {
    workers->stop();
    run_until([this] { return workers->is_idle(); });
  }
  AwsCalls(const AwsCalls&) = delete;
  AwsCalls& operator=(const AwsCalls&) = delete;

  tasks::AwsCall make(std::string service, std::string action, std::string_view parameters) const {
    tasks::AwsCall call{.service = std::move(service), .action = std::move(action)};
    call.parameters = parse_json(parameters).value();
    call.target = {.endpoint = endpoint, .region = "us-east-1", .profile = {}};
    return call;
  }
  /// Runs until the condition holds; false after 60 s.
  template <class Condition>
  bool run_until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition() && std::chrono::steady_clock::now() < end) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds(100));
    }
    return condition();
  }
  tasks::AwsResult result(const tasks::AwsCall& call) {
    std::optional<tasks::AwsResult> got;
    workers->call(call, [&](tasks::AwsResult answer) { got = std::move(answer); });
    REQUIRE(run_until([&] { return got.has_value() || !cannot_call.empty(); }));
    REQUIRE_MESSAGE(got.has_value(), cannot_call);
    return std::move(*got);
  }

  std::string endpoint;
  boost::asio::io_context io;
  tasks::SpawnThreads threads;
  std::vector<std::string> log;
  std::string cannot_call;
  std::optional<tasks::AwsWorkers> workers;
};

}  // namespace pawl::test
