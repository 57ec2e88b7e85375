// What is asked for in odd numbers and places: refused before anything runs, or done.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

TEST_SUITE("cli") {
  TEST_CASE("numbers that are none, or too large, are refused with the bounds") {
    const Pawl pawl;
    (void)pawl.folder.write("p.json", kPass);
    const auto refused = [&](std::vector<std::string> flags, std::string_view says) {
      CAPTURE(flags);
      flags.insert(flags.begin(), {"run", "p.json", "--history", "none"});
      const CommandResult run = pawl(flags);
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      CHECK_MESSAGE(contains(run.err, says), run.err);
    };
    for (const std::string& seconds :
         std::vector<std::string>{"nan", "inf", "-inf", "0", "-1", "1e300", "100000000", "1s", "", "0x10"})
      refused({"--timeout", seconds}, "--timeout");
    for (const char* seed : {"18446744073709551616", "99999999999999999999999", "-1", "1.5", "1e3"})
      refused({"--seed", seed}, "--seed");
    refused({"--seed", "18446744073709551616"}, "at most 18446744073709551615");
    for (const char* jobs : {"4294967296", "4294967297", "99999999999"})
      refused({"--jobs", jobs}, "at most 4294967295");
    for (const char* time : {"1e300x", "1000001x", "0x", "-1x", "nanx", "infx", "1e-9x", "0.0001x"})
      refused({"--time", time}, "--time must be");
    for (const auto& given :
         std::vector<std::pair<std::string, std::string>>{{"--seed", "18446744073709551615"},
                                                          {"--timeout", "0.5"},
                                                          {"--timeout", "99999999"},
                                                          {"--time", "1000000x"},
                                                          {"--time", "0.001x"},
                                                          {"--jobs", "4294967295"}}) {
      CAPTURE(given.first);
      CHECK(pawl({"run", "p.json", "--history", "none", given.first, given.second}).exit_code == 0);
    }
  }

  TEST_CASE("a timeout in the configuration has TimeoutSeconds' bounds") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:echo 1"));
    for (const std::string& seconds : std::vector<std::string>{"0", "-1", "100000000", "9223372036854775807",
                                                               "99999999999999999999", "1.5"}) {
      CAPTURE(seconds);
      (void)pawl.folder.write("pawl.yaml",
                              "tasks:\n  - {state: Work, sh: echo 1, timeout: " + seconds + "}\n");
      const CommandResult run = pawl({"run", "w.json", "--history", "none"});
      CHECK(run.exit_code == 2);
      CHECK(contains(run.err, "'timeout' must be a whole number from 1 to 99999999"));
    }
    (void)pawl.folder.write("pawl.yaml", "tasks:\n  - {state: Work, sh: echo 2, timeout: 99999999}\n");
    CHECK(pawl({"run", "w.json", "--history", "none"}).out == "2\n");
  }

  TEST_CASE("a report that cannot be written is found before the run, or costs no output") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:cat > /dev/null; echo x >> ran; echo 42"));
    (void)pawl.folder.write("file", "");
    for (const std::string& file :
         std::vector<std::string>{"none/r.html", "file/r.html", ".", "none/../x/r.html", ""}) {
      CAPTURE(file);
      const CommandResult run = pawl({"run", "w.json", "-q", "--report", file});
      CHECK(run.exit_code == 2);
      CHECK(contains(run.err, "nothing was run"));
    }
    CHECK(!std::filesystem::exists(pawl.folder.path() / "ran"));
    CHECK(!pawl.has_runs());

    std::filesystem::create_directory(pawl.folder.path() / "gone");
    (void)pawl.folder.write("t.json", one_task("sh:cat > /dev/null; rmdir gone; echo 42"));
    const CommandResult lost = pawl({"run", "t.json", "-q", "--report", "gone/r.html", "--name", "lost"});
    CHECK(lost.exit_code == 2);
    CHECK(lost.out == "42\n");
    CHECK(contains(lost.err, "cannot write 'gone/r.html': No such file or directory"));
    CHECK(contains(lost.err, "pawl graph --run lost"));
    CHECK(pawl({"graph", "--run", "lost", "-o", "again.html"}).exit_code == 0);

    const CommandResult good = pawl({"run", "w.json", "-q", "--report", "r.html"});
    CHECK(good.exit_code == 0);
    CHECK(good.out == "42\n");
    CHECK(read_text(pawl.folder.path() / "r.html").starts_with("<!"));
    CHECK(!std::filesystem::exists(pawl.folder.path() / "r.html.part"));
  }

  TEST_CASE("what tasks write is no command to GitHub Actions") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json",
                            one_task("sh:cat > /dev/null; printf '::error::one\\\\n  ::set-output "
                                     "name=a::b\\\\n##[error]two\\\\n::warning::three\\\\n' >&2; exit 3"));
    for (const char* progress : {"plain", "none"}) {
      CommandOptions options;
      options.environment["GITHUB_ACTIONS"] = "true";
      const CommandResult run = pawl({"run", "w.json", "--progress", progress, "--history", "none"}, options);
      CHECK(run.exit_code == 1);
      CHECK(contains(run.err, "three"));
      for (const std::string& line : lines_of(run.err)) {
        const size_t first = line.find_first_not_of(" \t");
        CHECK_MESSAGE((first == std::string::npos || !line.substr(first).starts_with("::")), line);
        CHECK_MESSAGE(!contains(line, "##["), line);
      }
    }
    // A name with a line end in it, where AWS's text has several lines.
    (void)pawl.folder.write(
        "bad.json", R"({"StartAt":"A\n::error::x","States":{"A":{"Type":"Pass","Next":"B\n::error::y"}}})");
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"lint", "--format", "github", "bad.json"},
                                               {"validate", "--format", "text", "bad.json"},
                                               {"run", "bad.json"}}) {
      const CommandResult result = pawl(arguments);
      CHECK(result.exit_code == 3);
      for (const std::string& line : lines_of(result.out + result.err)) {
        const size_t first = line.find_first_not_of(" \t");
        const bool is_command = first != std::string::npos && line.substr(first).starts_with("::");
        CHECK_MESSAGE((!is_command || line.starts_with("::error file=bad.json,")), line);
      }
    }
  }

  TEST_CASE("JUnit reports hold no character that XML forbids") {
    const Pawl pawl;
    (void)pawl.folder.write("bad.json",
                            "{\"StartAt\":\"\xEF\xBF\xBE\xEF\xBF\xBF\\u0001\",\"States\":{\"A\xEF\xBF\xBE\":{"
                            "\"Type\":\"Pass\",\"Next\":\"\xEF\xBF\xBF\"}}}");
    for (const char* command : {"validate", "lint"}) {
      const CommandResult result = pawl({command, "--format", "junit", "bad.json"});
      CHECK(result.exit_code == 3);
      CHECK(contains(result.out, "<failure"));
      CHECK(!contains(result.out, "\xEF\xBF\xBE"));
      CHECK(!contains(result.out, "\xEF\xBF\xBF"));
      for (const char c : result.out) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    }
  }

  TEST_CASE("a connection without hosts is warned of where data choose the endpoint") {
    const Pawl pawl;
    const auto machine = [](const std::string& endpoint) {
      return R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{)" +
             endpoint +
             R"(,"Method":"GET","Authentication":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/c/1"}},"End":true}}})";
    };
    (void)pawl.folder.write("data.json", machine(R"("ApiEndpoint.$":"$.url")"));
    (void)pawl.folder.write("fixed.json", machine(R"("ApiEndpoint":"http://127.0.0.1:1/")"));
    const std::string open = "connections:\n  \"*:connection/c/*\": {headers: {X: y}}\n";
    const std::string closed =
        "connections:\n  \"*:connection/c/*\": {hosts: [api.example.com], headers: {X: y}}\n";
    const std::string other = "connections:\n  \"*:connection/d/*\": {headers: {X: y}}\n";
    const auto warns = [&](const std::string& config, const std::string& definition) {
      (void)pawl.folder.write("pawl.yaml", config);
      const CommandResult run =
          pawl({"run", definition, "--history", "none", "-i", R"({"url":"http://127.0.0.1:1/"})"});
      CHECK(run.exit_code == (config == other ? 4 : 1));
      CHECK(contains(run.err, "there is no connection for arn:aws:events") == (config == other));
      return contains(run.err, "pawl: warning: the state 'A' takes its ApiEndpoint from data");
    };
    CHECK(warns(open, "data.json"));
    CHECK(!warns(open, "fixed.json"));
    CHECK(!warns(closed, "data.json"));
    CHECK(!warns(other, "data.json"));
  }
}
