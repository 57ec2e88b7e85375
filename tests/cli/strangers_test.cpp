// Files of other users: configurations that pawl finds, and links, pipes and rights in the store. Strangers
// are made with chown and setpriv, which only root may; elsewhere these parts are left out, and say so.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "history/run_store.h"
#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr uid_t kStranger = 12345;

bool is_root() {
  if (::geteuid() == 0) return true;
  MESSAGE("skipped: only root can make files of strangers");
  return false;
}

void give_away(const fs::path& path) { REQUIRE(::lchown(path.c_str(), kStranger, kStranger) == 0); }
void set_mode(const fs::path& path, mode_t mode) { REQUIRE(::chmod(path.c_str(), mode) == 0); }
mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

/// A definition in `project/part`, the configuration above it.
struct Project : Pawl {
  Project() {
    fs::create_directories(part());
    set_mode(root(), 0755);
    (void)folder.write("project/part/w.asl.json", one_task("sh:echo 1"));
    (void)folder.write("project/pawl.yaml", "tasks:\n  - {state: Work, sh: \"echo '\\\"bound\\\"'\"}\n");
    set_mode(config(), 0644);
  }
  [[nodiscard]] fs::path root() const { return folder.path() / "project"; }
  [[nodiscard]] fs::path part() const { return root() / "part"; }
  [[nodiscard]] fs::path config() const { return root() / "pawl.yaml"; }
  [[nodiscard]] CommandResult run(std::vector<std::string> more = {}, CommandOptions options = {}) const {
    std::vector<std::string> arguments = {"run", (part() / "w.asl.json").string(), "-q", "--history", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return (*this)(arguments, std::move(options));
  }
};

struct ConfigCase {
  const char* what;
  std::function<void(const Project&)> make;
  const char* refusal;  // null: it is used
  bool needs_root = false;
};

const ConfigCase kConfigs[] = {
    {"mine", [](const Project&) {}, nullptr},
    {"mine, read by nobody else", [](const Project& p) { set_mode(p.config(), 0600); }, nullptr},
    {"everybody writes it", [](const Project& p) { set_mode(p.config(), 0666); }, "other users can write it"},
    {"everybody writes its folder", [](const Project& p) { set_mode(p.root(), 0777); },
     "other users can write its folder"},
    {"its folder is as /tmp", [](const Project& p) { set_mode(p.root(), 01777); }, nullptr},
    {"my own group writes it", [](const Project& p) { set_mode(p.config(), 0664); }, nullptr, true},
    {"another group writes it",
     [](const Project& p) {
       REQUIRE(::chown(p.config().c_str(), 0, kStranger) == 0);
       set_mode(p.config(), 0664);
     },
     "other users can write it", true},
    {"another group reads it",
     [](const Project& p) { REQUIRE(::chown(p.config().c_str(), 0, kStranger) == 0); }, nullptr, true},
    {"another group writes its folder",
     [](const Project& p) {
       REQUIRE(::chown(p.root().c_str(), 0, kStranger) == 0);
       set_mode(p.root(), 0775);
     },
     "other users can write its folder", true},
    {"a stranger's", [](const Project& p) { give_away(p.config()); }, "it belongs to uid 12345", true},
    {"a stranger's that only he reads",
     [](const Project& p) {
       give_away(p.config());
       set_mode(p.config(), 0400);
     },
     "it belongs to uid 12345", true},
    {"a stranger's in a folder as /tmp",
     [](const Project& p) {
       set_mode(p.root(), 01777);
       give_away(p.config());
     },
     "it belongs to uid 12345", true},
    {"a stranger's link to mine",
     [](const Project& p) {
       fs::rename(p.config(), p.root() / "other.yaml");
       fs::create_symlink("other.yaml", p.config());
       give_away(p.config());
     },
     "it belongs to uid 12345", true},
    {"my link to a stranger's",
     [](const Project& p) {
       fs::rename(p.config(), p.root() / "other.yaml");
       give_away(p.root() / "other.yaml");
       fs::create_symlink("other.yaml", p.config());
     },
     "it belongs to uid 12345", true},
    {"in a stranger's folder", [](const Project& p) { give_away(p.root()); },
     "its folder belongs to uid 12345", true},
};

/// A run in the store that failed and can be resumed.
struct StoredRun : Pawl {
  StoredRun() {
    (void)folder.write("w.asl.json", one_task("sh:exit 3"));
    CHECK((*this)({"run", "w.asl.json", "--name", "r", "-q"}).exit_code == 1);
  }
  [[nodiscard]] fs::path run() const { return folder.path() / "state/pawl/runs/r"; }
  [[nodiscard]] fs::path history() const { return run() / "history.jsonl"; }
};

bool is_soon(const std::function<bool()>& holds) {
  for (int polls = 0; polls < 3000; ++polls) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Whether a command in the background, whose output goes to files below `folder`, has said so.
bool is_told(const fs::path& folder, std::string_view text) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && contains(read_text(entry.path()), text)) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("strangers: a configuration found above is used only if nobody else can write it") {
    const bool with_strangers = is_root();
    for (const ConfigCase& one : kConfigs) {
      if (one.needs_root && !with_strangers) continue;
      CAPTURE(one.what);
      const Project project;
      one.make(project);
      const CommandResult found = project.run();
      const CommandResult linted = project({"lint", (project.part() / "w.asl.json").string()});
      if (one.refusal == nullptr) {
        CHECK_MESSAGE(found.exit_code == 0, found.err);
        CHECK(found.out == "\"bound\"\n");
        CHECK_FALSE(contains(linted.err, "is not used"));
      } else {
        CHECK(found.exit_code == 2);
        CHECK(found.out.empty());
        CHECK(contains(found.err, one.refusal));
        CHECK(contains(found.err, project.config().string() + "' is not used"));
        CHECK(contains(found.err, "`--config "));
        CHECK(linted.exit_code == 2);
        CHECK(contains(linted.err, one.refusal));
      }
      CHECK(project.run({"--config", project.config().string()}).out == "\"bound\"\n");
    }
  }

  TEST_CASE("strangers: every name of a configuration is looked at, and who called sudo is nobody else") {
    if (!is_root()) return;
    for (const char* name : {"pawl.yml", "pawl.json"}) {
      const Project project;
      fs::remove(project.config());
      (void)project.folder.write(std::string("project/") + name,
                                 R"({"tasks": [{"state": "Work", "sh": "echo 1"}]})");
      give_away(project.root() / name);
      CHECK(project.run().exit_code == 2);
      CommandOptions sudo;
      sudo.environment["SUDO_UID"] = "12345";
      CHECK(project.run({}, sudo).out == "1\n");
      sudo.environment["SUDO_UID"] = "12345x";
      CHECK(project.run({}, sudo).exit_code == 2);
      sudo.environment["SUDO_UID"] = "54321";
      CHECK(project.run({}, sudo).exit_code == 2);
    }
  }

  TEST_CASE("strangers: so is the file of variables that a configuration names") {
    const Project project;
    (void)project.folder.write("project/pawl.yaml",
                               "tasks: [{state: Work, sh: 'echo \"\\\"$V\\\"\"'}]\nenv: {file: .env}\n");
    const std::string variables = project.folder.write("project/.env", "V=from-file\n");
    set_mode(project.config(), 0644);
    set_mode(variables, 0600);
    CHECK(project.run().out == "\"from-file\"\n");
    set_mode(variables, 0666);
    const CommandResult refused = project.run();
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, variables + "' is not used: other users can write it"));
    CHECK(project.run({"--config", project.config().string()}).out == "\"from-file\"\n");
    if (!is_root()) return;
    set_mode(variables, 0600);
    give_away(variables);
    CHECK(project.run().exit_code == 2);
  }

  TEST_CASE("store: links in place of a run's files are not written through") {
    const StoredRun stored;
    const std::string victim = stored.folder.write("victim", "precious\n");
    fs::remove(stored.run() / "pid");
    fs::create_symlink(victim, stored.run() / "pid");
    CHECK(stored({"resume", "r", "-q"}).exit_code == 1);
    CHECK(read_text(victim) == "precious\n");
    CHECK_FALSE(fs::is_symlink(stored.run() / "pid"));
    fs::remove(stored.run() / "pid");
    fs::create_hard_link(victim, stored.run() / "pid");
    CHECK(stored({"resume", "r", "-q"}).exit_code == 1);
    CHECK(read_text(victim) == "precious\n");

    const fs::path elsewhere = stored.folder.path() / "elsewhere.jsonl";
    fs::rename(stored.history(), elsewhere);
    const std::string before = read_text(elsewhere);
    fs::create_symlink(elsewhere, stored.history());
    const CommandResult refused = stored({"resume", "r", "-q"});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "it is a symbolic link"));
    CHECK(read_text(elsewhere) == before);
    // A name that is taken by a link is not written either.
    fs::create_directories(stored.run().parent_path() / "new");
    fs::create_symlink(victim, stored.run().parent_path() / "new/history.jsonl");
    CHECK(stored({"run", "w.asl.json", "--name", "new", "-q"}).exit_code == 2);
    CHECK(read_text(victim) == "precious\n");
    // Whoever names a link means it.
    CHECK(stored({"show", elsewhere.string()}).exit_code == 0);
    const fs::path link = stored.folder.path() / "link.jsonl";
    fs::create_symlink(elsewhere, link);
    CHECK(stored({"resume", link.string(), "-q"}).exit_code == 1);
    CHECK(read_text(elsewhere).size() > before.size());
  }

  TEST_CASE("store: pipes and devices hang nothing") {
    const StoredRun stored;
    const fs::path pipe_run = stored.run().parent_path() / "pipe";
    fs::create_directories(pipe_run);
    REQUIRE(::mkfifo((pipe_run / "history.jsonl").c_str(), 0600) == 0);
    const CommandResult listed = stored({"ls"});
    CHECK(listed.exit_code == 0);
    CHECK(contains(listed.out, "pipe  UNREADABLE"));
    CHECK(contains(listed.out, "FAILED"));
    for (const char* command : {"show", "tail", "resume", "replay", "stop"}) {
      CAPTURE(command);
      for (const std::string& name :
           {std::string("pipe"), pipe_run.string(), (pipe_run / "history.jsonl").string()}) {
        const CommandResult result = stored({command, name});
        CHECK(result.exit_code == 2);
        CHECK(contains(result.err, "is no regular file"));
      }
    }
    CHECK(stored({"run", "w.asl.json", "--name", "pipe", "-q"}).exit_code == 2);
    // One that the user names may get a writer, but not for ever.
    const fs::path named = stored.folder.path() / "named";
    REQUIRE(::mkfifo(named.c_str(), 0600) == 0);
    for (const char* command : {"show", "tail", "resume"}) {
      const CommandResult result = stored({command, named.string()});
      CHECK(result.exit_code == 2);
      CHECK(contains(result.err, "a pipe without a writer"));
    }
    const CommandResult piped = run_command({"sh", "-c", "cat \"$1\" > \"$2\" & exec \"$0\" show \"$2\"",
                                             kPawlBinary, stored.history().string(), named.string()},
                                            stored.with_state({}));
    CHECK(piped.exit_code == 0);
    CHECK(contains(piped.out, "Work"));
    // A pipe as the note of who writes.
    fs::remove(stored.run() / "pid");
    REQUIRE(::mkfifo((stored.run() / "pid").c_str(), 0600) == 0);
    CHECK(stored({"stop", "r"}).exit_code == 1);
    CHECK(stored({"resume", "r", "-q"}).exit_code == 1);
    CHECK(fs::is_regular_file(stored.run() / "pid"));
    CHECK(stored({"gc", "--keep", "0"}).exit_code == 0);
    CHECK(fs::is_empty(stored.run().parent_path()));
  }

  TEST_CASE("store: what pawl may not look into is listed all the same") {
    if (!is_root()) return;
    const StoredRun stored;
    const fs::path binary = stored.folder.path() / "pawl";
    fs::copy_file(kPawlBinary, binary);
    const fs::path hidden = stored.run().parent_path() / "hidden";
    fs::create_directories(hidden);
    fs::copy_file(stored.history(), hidden / "history.jsonl");
    give_away(stored.folder.path());
    for (const auto& entry : fs::recursive_directory_iterator(stored.folder.path() / "state"))
      give_away(entry);
    give_away(stored.folder.path() / "state");
    set_mode(hidden, 0);
    const auto as_stranger = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.begin(),
                       {"setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", binary});
      return run_command(arguments, stored.with_state({}));
    };
    const CommandResult listed = as_stranger({"ls"});
    CHECK(listed.exit_code == 0);
    CHECK(contains(listed.out, "hidden  UNREADABLE"));
    CHECK(contains(listed.out, "r       FAILED"));
    const CommandResult shown = as_stranger({"show", "hidden"});
    CHECK(shown.exit_code == 2);
    CHECK(contains(shown.err, "Permission denied"));
    const CommandResult removed = as_stranger({"gc", "--keep", "0"});
    CHECK(removed.exit_code == 2);
    CHECK(contains(removed.err, "cannot remove the run 'hidden'"));
    CHECK_FALSE(fs::exists(stored.run()));
  }

  TEST_CASE("store: files are the user's alone under any umask") {
    for (const char* mask : {"0", "002", "022", "077", "0277", "0777"}) {
      CAPTURE(mask);
      const Pawl pawl;
      (void)pawl.folder.write("w.asl.json",
                              one_task("sh:stat -c %a \\\"$(dirname \\\"$PAWL_ERROR_FILE\\\")\\\""));
      const CommandResult run =
          run_command({"sh", "-c", std::string("umask ") + mask + "; exec \"$0\" \"$@\"", kPawlBinary, "run",
                       "w.asl.json", "--name", "r", "-q"},
                      pawl.with_state({}));
      CHECK_MESSAGE(run.exit_code == 0, run.err);
      CHECK(run.out == "700\n");
      fs::path folder = pawl.folder.path();
      for (const char* part : {"state", "pawl", "runs", "r"}) {
        folder /= part;
        CHECK(mode_of(folder) == 0700);
      }
      CHECK(mode_of(folder / "history.jsonl") == 0600);
      CHECK(mode_of(folder / "pid") == 0600);
    }
  }

  TEST_CASE("store: temporary folders of a killed run go with it") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "w.asl.json",
        one_task("sh:[ -e again ] && { echo 7; exit; }; echo \\\"$PAWL_ERROR_FILE\\\" > place; echo x > "
                 "\\\"$PAWL_ERROR_FILE\\\"; touch ready; exec sleep 60"));
    const fs::path errors = pawl.folder.path() / "state/pawl/runs/r/errors";
    {
      BackgroundCommand run({kPawlBinary, "run", "w.asl.json", "--name", "r", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(is_soon([&] { return fs::exists(pawl.folder.path() / "ready"); }));
      CHECK(contains(read_text(pawl.folder.path() / "place"), errors.string() + "/"));
      run.send(SIGKILL);
      CHECK(run.wait().exit_code == 128 + SIGKILL);
    }
    CHECK(fs::exists(errors));
    (void)pawl.folder.write("again", "");
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "7\n");
    CHECK_FALSE(fs::exists(errors));
    fs::create_directories(errors);
    CHECK(pawl({"gc", "--keep", "0"}).out == "removed r\n");
    CHECK_FALSE(fs::exists(errors.parent_path()));
  }

  TEST_CASE("store: a run that is being written is not removed") {
    const StoredRun stored;
    const pawl::history::RunFiles files{"r", stored.run().string(), stored.history().string()};
    const int writer = ::open(files.history.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(writer, LOCK_EX | LOCK_NB) == 0);
    const auto kept = pawl::history::remove_run(files);
    CHECK((kept && !*kept));
    CHECK(fs::exists(files.history));
    CHECK(stored({"gc", "--keep", "0"}).out.empty());
    ::close(writer);
    const auto removed = pawl::history::remove_run(files);
    CHECK((removed && *removed));
    CHECK_FALSE(fs::exists(files.folder));
  }

  TEST_CASE("store: a last line of any size costs ls no more than a look" * doctest::skip(kIsSanitized)) {
    const StoredRun stored;
    constexpr off_t kHuge = off_t{8} << 30;
    const int file = ::open(stored.history().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    REQUIRE(::ftruncate(file, kHuge) == 0);  // sparse: one line of NULs
    REQUIRE(::write(file, "\n", 1) == 1);
    ::close(file);
    const CommandResult listed =
        run_command({"sh", "-c", "ulimit -v 2000000; exec \"$0\" ls", kPawlBinary}, stored.with_state({}));
    CHECK(listed.exit_code == 0);
    CHECK(contains(listed.out, "r     UNREADABLE"));
  }

  TEST_CASE("runs: who waits for a name says for whom") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json", one_task("sh:echo 5"));
    const fs::path run = pawl.folder.path() / "state/pawl/runs/r";
    fs::create_directories(run);
    const int owner = ::open((run / "history.jsonl").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::flock(owner, LOCK_EX | LOCK_NB) == 0);
    const fs::path told = pawl.folder.path() / "told";
    fs::create_directories(told);
    BackgroundCommand waiting({kPawlBinary, "run", "w.asl.json", "--name", "r", "-q"}, told,
                              pawl.with_state({}));
    CHECK(is_soon([&] { return is_told(told, "has taken the name 'r' and has not begun to run"); }));
    ::close(owner);
    const CommandResult ended = waiting.wait();
    CHECK(ended.exit_code == 0);
    CHECK(ended.out == "5\n");
    CHECK(contains(ended.err, "waiting for "));
  }

  TEST_CASE("runs: who waits for a run that is stopped says so") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json",
                            one_task("sh:touch ready; while [ ! -e go ]; do sleep 0.05; done; echo 5"));
    BackgroundCommand owner({kPawlBinary, "run", "w.asl.json", "--name", "r", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
    REQUIRE(is_soon([&] { return fs::exists(pawl.folder.path() / "ready"); }));
    owner.send(SIGSTOP);
    fs::create_directories(pawl.folder.path() / "second");
    BackgroundCommand waiting({kPawlBinary, "run", "w.asl.json", "--name", "r", "-q"},
                              pawl.folder.path() / "second", pawl.with_state({}));
    CHECK(is_soon([&] { return is_told(pawl.folder.path() / "second", "is stopped: `kill -CONT "); }));
    (void)pawl.folder.write("go", "");
    owner.send(SIGCONT);
    CHECK(waiting.wait().out == "5\n");
    CHECK(owner.wait().out == "5\n");
  }

  TEST_CASE("resume: a run that has succeeded already gives its output again") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json", one_task("sh:echo ran >> journal; echo '{\\\"a\\\": [1, 2.50]}'"));
    const CommandResult first = pawl({"run", "w.asl.json", "--name", "r", "-q"});
    const std::string before = read_text(pawl.folder.path() / "state/pawl/runs/r/history.jsonl");
    fs::remove(pawl.folder.path() / "w.asl.json");
    for (int i = 0; i < 2; ++i) {
      const CommandResult again = pawl({"resume", "r"});
      CHECK(again.exit_code == 0);
      CHECK(again.out == first.out);
      CHECK(contains(again.err, "the run 'r' has succeeded already"));
    }
    CHECK(read_text(pawl.folder.path() / "state/pawl/runs/r/history.jsonl") == before);
    CHECK(read_text(pawl.folder.path() / "journal") == "ran\n");
    CHECK(contains(pawl({"resume", "r", "--from", "Work"}).err, "cannot be redriven"));
  }

  TEST_CASE("resume: a configuration that has changed is said, and so is another definition") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:f"));
    const std::string config = pawl.folder.write("pawl.yaml", "tasks: [{state: Work, sh: 'exit 3'}]\n");
    set_mode(config, 0600);
    CHECK(pawl({"run", "w.asl.json", "--name", "r", "-q"}).exit_code == 1);
    CHECK_FALSE(contains(pawl({"resume", "r"}).err, "was changed"));
    (void)pawl.folder.write("pawl.yaml", "tasks: [{state: Work, sh: 'exit 4'}]\n");
    CHECK(contains(pawl({"resume", "r"}).err, "pawl.yaml' was changed since the run was started"));
    CHECK_FALSE(contains(pawl({"resume", "r"}).err, "was changed"));  // it was recorded with the resume
    (void)pawl.folder.write("w.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:g"));
    CHECK(contains(pawl({"resume", "r"}).err, "continues with the definition it recorded"));

    const StoredRun plain;
    const std::string added = plain.folder.write("pawl.yaml", "tasks: [{state: Work, sh: 'echo 1'}]\n");
    set_mode(added, 0600);
    const CommandResult resumed = plain({"resume", "r"});
    CHECK(resumed.out == "1\n");
    CHECK(contains(resumed.err, "pawl.yaml' was added since the run was started"));
  }
}
