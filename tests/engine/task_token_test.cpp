#include "engine/task_token.h"

#include <doctest/doctest.h>

#include <set>

#include "support/scripted_run.h"

using namespace pawl;
using namespace pawl::engine;

namespace {

ExecutionInfo info_of(std::string name, std::string id,
                      std::string key = "0123456789abcdef0123456789abcdef") {
  ExecutionInfo info;
  info.name = std::move(name);
  info.id = std::move(id);
  info.token_key = std::move(key);
  return info;
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("task tokens: the same for the same task, another for any other, and they name their run") {
    const ExecutionInfo info = info_of("order-7", "arn:order-7");
    const std::string token = task_token(info, 3);
    CHECK(token == task_token(info, 3));
    CHECK(run_of_token(token) == "order-7");
    std::set<std::string> tokens = {token, task_token(info, 4),
                                    task_token(info_of("order-8", "arn:order-7"), 3),
                                    task_token(info_of("order-7", "arn:other"), 3),
                                    task_token(info_of("order-7", "arn:order-7", "another key"), 3)};
    CHECK(tokens.size() == 5);
    for (const std::string& one : tokens)
      CHECK(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
            std::string::npos);
    ExecutionInfo child = info_of("0f1e", "arn:child");
    child.token_name = "order-7";
    CHECK(run_of_token(task_token(child, 3)) == "order-7");
  }

  TEST_CASE("task tokens: the longest name stays below AWS's bound") {
    CHECK(task_token(info_of(std::string(240, 'n'), "arn"), UINT64_MAX).size() <= kLongestToken);
  }

  TEST_CASE("task tokens: one that is cut, changed or made up names nothing") {
    const std::string token = task_token(info_of("order-7", "arn"), 3);
    for (size_t length = 0; length < token.size(); ++length)
      CHECK(run_of_token(token.substr(0, length)) == std::nullopt);
    for (size_t at = 0; at < token.size(); ++at) {
      std::string changed = token;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      CHECK(run_of_token(changed) == std::nullopt);
    }
    CHECK(run_of_token(token + "A") == std::nullopt);
    CHECK(run_of_token("order-7:3") == std::nullopt);
    CHECK(run_of_token(std::string(100'000, 'A')) == std::nullopt);
  }

  TEST_CASE("task tokens: without a key they are what earlier histories hold") {
    CHECK(task_token(info_of("order-7", "arn", ""), 3) == "order-7:3");
  }
}
