#include "waiting/activity_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "waiting/folder.h"

using namespace pawl;
using namespace pawl::waiting;

namespace {

ActivityTask task(const std::string& token, Millis since) {
  return {.token = token, .input = Value::string(token), .run = "r", .state = "Work", .since = since};
}

}  // namespace

TEST_SUITE("waiting") {
  TEST_CASE("activities: tasks are claimed once, oldest first, and removed by their run") {
    const test::WaitingFolder with;
    const std::string state = with.folder.path();
    ActivityQueue queue(state, "resize");
    CHECK_FALSE(queue.exists());
    CHECK(*queue.add(task("a", 1), Sync::No) == false);
    REQUIRE(queue.create());
    CHECK(queue.exists());
    CHECK(activity_names(state) == std::vector<std::string>{"resize"});
    CHECK(queue.claim() == std::nullopt);
    CHECK(*queue.add(task("late", 1'000'000'000'000), Sync::No));
    CHECK(*queue.add(task("early", 999), Sync::No));
    const auto first = queue.claim();
    REQUIRE(first);
    CHECK(first->token == "early");
    CHECK(first->input.as_string() == "early");
    CHECK(queue.counts().queued == 1);
    CHECK(queue.counts().claimed == 1);
    CHECK(*queue.add(task("early", 999), Sync::No));  // by a run that is resumed: a worker has it
    CHECK(queue.counts().queued == 1);
    queue.remove("early", 999);
    queue.remove("late", 1'000'000'000'000);
    CHECK(queue.counts().queued + queue.counts().claimed == 0);
    CHECK(queue.claim() == std::nullopt);
    CHECK(queue.remove_activity());
    CHECK_FALSE(queue.exists());
  }

  TEST_CASE("activities: many workers share a queue that grows meanwhile; none is lost or doubled") {
    constexpr int kTasks = 1000, kWorkers = 8;
    const test::WaitingFolder with;
    const std::string state = with.folder.path();
    ActivityQueue queue(state, "a");
    REQUIRE(queue.create());
    std::vector<std::vector<int>> claimed(kWorkers);
    std::atomic<int> left = kTasks;
    std::vector<std::thread> workers;
    for (int worker = 0; worker < kWorkers; ++worker) {
      workers.emplace_back([&, worker] {
        ActivityQueue own(state, "a");
        while (left > 0) {
          const auto one = own.claim();
          if (!one) continue;
          claimed[worker].push_back(std::stoi(one->token));
          --left;
        }
      });
    }
    for (int i = 0; i < kTasks; ++i) CHECK(*queue.add(task(std::to_string(i), i), Sync::No));
    for (std::thread& worker : workers) worker.join();
    std::vector<int> all;
    for (const auto& some : claimed) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    REQUIRE(all.size() == kTasks);
    for (int i = 0; i < kTasks; ++i) CHECK(all[i] == i);
  }

  TEST_CASE("activities: names, also in ARNs") {
    CHECK(name_of_activity("arn:aws:states:us-east-1:123456789012:activity:resize") == "resize");
    CHECK(name_of_activity("resize") == "resize");
    for (const char* good : {"a", "re_size-1.x", "größe"}) CHECK_MESSAGE(is_activity_name(good), good);
    for (const char* bad : {"", ".", "..", ".x", "a/b", "a b", "a:b", "\xFF", "a\n"})
      CHECK_FALSE_MESSAGE(is_activity_name(bad), bad);
    CHECK_FALSE(is_activity_name(std::string(81, 'a')));
  }
}
