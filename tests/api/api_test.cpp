#include <doctest/doctest.h>
#include <pawl/pawl.h>

#include <csignal>
#include <string>

#include "support/process.h"

using pawl::Failure;
using pawl::testing_support::TemporaryFolder;

namespace {

std::string machine(const std::string& states) { return R"({"StartAt": "A", "States": {)" + states + "}}"; }

const std::string kGreeting =
    machine(R"j("A": {"Type": "Pass", "Parameters": {"hello.$": "$.name"}, "End": true})j");

}  // namespace

TEST_SUITE("api") {
  TEST_CASE("load, run and replay") {
    const TemporaryFolder folder;
    const auto workflow = pawl::Workflow::load(folder.write("m.asl.json", kGreeting));
    REQUIRE(workflow);
    CHECK(workflow->is_valid());
    CHECK(workflow->diagnostics().empty());

    pawl::RunOptions options;
    options.name = "r1";
    options.history = (folder.path() / "h.jsonl").string();
    const auto run = workflow->run(R"({"name": "Ann"})", options);
    REQUIRE_MESSAGE(run, run.failure().message);
    CHECK(run->status == pawl::Status::Succeeded);
    CHECK(run->output == R"({"hello":"Ann"})");
    CHECK(run->events == 4);

    const auto same = workflow->replay(options.history);
    REQUIRE_MESSAGE(same, same.failure().message);
    CHECK(same->same_path);
    CHECK(same->status == pawl::Status::Succeeded);
    CHECK(same->events == 4);

    const auto other = pawl::Workflow::load(
        folder.write("o.asl.json", machine(R"("A": {"Type": "Pass", "Result": 7, "End": true})")));
    REQUIRE(other);
    const auto parted = other->replay(options.history);
    REQUIRE(parted);
    CHECK_FALSE(parted->same_path);
    CHECK(parted->event == 3);
    CHECK(parted->state == "A");
    CHECK(parted->replayed == "7");
  }

  TEST_CASE("a workflow that fails is a result") {
    const TemporaryFolder folder;
    const auto workflow = pawl::Workflow::load(
        folder.write("m.asl.json", machine(R"("A": {"Type": "Fail", "Error": "No", "Cause": "because"})")));
    REQUIRE(workflow);
    const auto run = workflow->run("{}");
    REQUIRE(run);
    CHECK(run->status == pawl::Status::Failed);
    CHECK(run->error == "No");
    CHECK(run->cause == "because");
    CHECK(run->failed_state == "A");
    CHECK(run->output.empty());
  }

  TEST_CASE("a task runs as a command") {
    const TemporaryFolder folder;
    pawl::LoadOptions options;
    options.commands = {{"A", "sh -c 'echo 7'"}};
    const auto workflow = pawl::Workflow::load(
        folder.write(
            "m.asl.json",
            machine(
                R"("A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true})")),
        options);
    REQUIRE_MESSAGE(workflow, workflow.failure().message);
    const auto run = workflow->run("{}");
    REQUIRE_MESSAGE(run, run.failure().message);
    CHECK(run->output == "7");
  }

  TEST_CASE("what keeps a workflow from running") {
    const TemporaryFolder folder;
    CHECK(pawl::Workflow::load((folder.path() / "none").string()).failure().code ==
          Failure::Code::Unreadable);

    const auto invalid =
        pawl::Workflow::load(folder.write("i.asl.json", machine("\n"
                                                                R"("A": {"Type": "Pass", "Next": "B"})")));
    REQUIRE(invalid);
    CHECK_FALSE(invalid->is_valid());
    REQUIRE(invalid->diagnostics().size() == 1);
    CHECK(invalid->diagnostics().front().rule == "missing-transition-target");
    CHECK(invalid->diagnostics().front().line == 2);
    CHECK(invalid->run("{}").failure().code == Failure::Code::Invalid);

    const auto unbound = pawl::Workflow::load(folder.write(
        "u.asl.json",
        machine(
            R"("A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true})")));
    REQUIRE(unbound);
    CHECK(unbound->unbound().size() == 1);
    CHECK(unbound->run("{}").failure().code == Failure::Code::Unbound);

    const auto good = pawl::Workflow::load(folder.write("m.asl.json", kGreeting));
    REQUIRE(good);
    CHECK(good->run("{").failure().code == Failure::Code::Argument);
    pawl::RunOptions options;
    options.name = "a/b";
    CHECK(good->run("{}", options).failure().code == Failure::Code::Argument);
    CHECK(good->replay((folder.path() / "none").string()).failure().code == Failure::Code::Unreadable);
  }

  TEST_CASE("signals are left to the program") {
    const TemporaryFolder folder;
    const auto workflow = pawl::Workflow::load(folder.write(
        "m.asl.json",
        machine(R"("A": {"Type": "Task", "Resource": "sh:kill -TERM $PPID; echo 1", "End": true})")));
    REQUIRE(workflow);
    static volatile std::sig_atomic_t seen = 0;
    const auto before = std::signal(SIGTERM, [](int) { seen = 1; });
    const auto run = workflow->run("{}");
    std::signal(SIGTERM, before);
    REQUIRE_MESSAGE(run, run.failure().message);
    CHECK(run->status == pawl::Status::Succeeded);
    CHECK(seen == 1);
  }

  TEST_CASE("expressions") {
    using pawl::Language;
    CHECK(*pawl::evaluate(Language::Jsonata, "$sum(prices)", R"({"prices": [1, 2]})") == "3");
    CHECK(*pawl::evaluate(Language::Jsonata, "$x & '!'", "null", R"({"x": "a"})") == R"("a!")");
    CHECK(pawl::evaluate(Language::Jsonata, "nothing")->empty());
    CHECK(*pawl::evaluate(Language::JsonPath, "$.a[1]", R"({"a": [1, 2]})") == "2");
    CHECK(*pawl::evaluate(Language::Intrinsic, "States.MathAdd($.a, 1)", R"({"a": 2})") == "3");
    CHECK(pawl::evaluate(Language::Jsonata, "1 +").failure().code == Failure::Code::Argument);
    CHECK(pawl::evaluate(Language::JsonPath, "$.b", "{}").failure().code == Failure::Code::Evaluation);
    CHECK(pawl::evaluate(Language::Jsonata, "1", "{").failure().code == Failure::Code::Argument);
    CHECK(pawl::evaluate(Language::Jsonata, "1", "null", "[]").failure().code == Failure::Code::Argument);
  }

  TEST_CASE("the version") { CHECK(pawl::library_version().starts_with("0.")); }
}
