#include "waiting/answer.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "value/dump.h"
#include "waiting/folder.h"

using namespace pawl;
using namespace pawl::waiting;
using test::WaitingFolder;
using Code = AnswerError::Code;

namespace {

constexpr Millis kNow = 2000;

Answered succeed(const WaitingFolder& with, std::string_view token, int64_t output = 1) {
  return send_answer(with.notes, token, Value::integer(output), kNow, Sync::No);
}

Code code_of(const Answered& answered) {
  REQUIRE_FALSE(answered.has_value());
  return answered.error().code;
}

}  // namespace

TEST_SUITE("waiting") {
  TEST_CASE("answers: the first counts, and the run takes it once and for all") {
    WaitingFolder with;
    with.open();
    CHECK(with.answers.take(with.task.token) == std::nullopt);
    CHECK(succeed(with, with.task.token, 5).has_value());
    CHECK(code_of(succeed(with, with.task.token, 6)) == Code::TaskTimedOut);
    for (int i = 0; i < 2; ++i) {  // a run that was killed takes it again
      const auto answer = with.answers.take(with.task.token);
      REQUIRE(answer);
      CHECK(std::get<Value>(*answer).as_int64() == 5);
      CHECK(code_of(succeed(with, with.task.token, 7)) == Code::TaskTimedOut);
    }
    with.notes.remove(with.task.token);
    with.answers.remove(with.task.token);
    CHECK(files_in(with.answers.path(), "").empty());
    const auto late = succeed(with, with.task.token);
    CHECK(code_of(late) == Code::TaskDoesNotExist);  // no run of this name in this state directory
    CHECK(files_in(with.answers.path(), "").empty());
  }

  TEST_CASE("answers: several are sent together, and each is told what it met") {
    WaitingFolder with;
    with.open();
    OpenTask other = with.task;
    engine::ExecutionInfo info;
    info.name = "order-7";
    info.token_key = "secret";
    other.token = engine::task_token(info, 4);
    (void)with.notes.add(other, Sync::No);
    const auto answer = [](std::string_view token, int64_t output) {
      return prepare_answer(token, Value::integer(output), kNow);
    };
    const std::vector<PreparedAnswer> answers = {answer(with.task.token, 1), answer("cut", 2),
                                                 answer(other.token, 3), answer(with.task.token, 4)};
    AnswerJournal journal;
    const auto sent = send_answers(with.notes, answers, kNow, journal);
    REQUIRE(sent.size() == 4);
    CHECK(sent[0].has_value());
    CHECK(code_of(sent[1]) == Code::InvalidToken);
    CHECK(sent[2].has_value());
    CHECK(code_of(sent[3]) == Code::TaskTimedOut);
    CHECK(std::get<Value>(*with.answers.take(with.task.token)).as_int64() == 1);
    SUBCASE("the files are there") {}
    SUBCASE("a power cut left an empty file") {
      (void)write_file(with.answers.path() + "/" + token_digest(other.token) + ".answer", "",
                       IfThere::Replace, Sync::No);
      CHECK(with.answers.take(other.token) == std::nullopt);
      with.answers.recover();
    }
    SUBCASE("a power cut left no file") {
      with.answers.remove(other.token);
      CHECK(with.answers.take(other.token) == std::nullopt);
      with.answers.recover();
    }
    CHECK(std::get<Value>(*with.answers.take(other.token)).as_int64() == 3);
  }

  TEST_CASE("answers: a journal that was cut off, or holds anything, is read as far as it goes") {
    WaitingFolder with;
    with.open();
    const std::string digest = token_digest(with.task.token);
    const auto write = [&with](std::string_view text) {
      (void)write_file(with.answers.path() + "/17.journal", text, IfThere::Replace, Sync::No);
      with.answers.recover();
    };
    for (const std::string& text :
         {digest + " {\"output\":1}", digest + " [1]\n", digest + "\n", std::string("\n \n")}) {
      write(text);
      CHECK(with.answers.take(with.task.token) == std::nullopt);
    }
    write("no line\n" + digest + " {\"output\":2}\n" + digest + " {\"output\":3}\n" + digest);
    CHECK(std::get<Value>(*with.answers.take(with.task.token)).as_int64() == 2);
  }

  TEST_CASE("answers: a failure with and without a name") {
    WaitingFolder with;
    with.open();
    const asl::StateError error{"No.Way", std::nullopt};
    CHECK(send_answer(with.notes, with.task.token, error, kNow, Sync::Yes).has_value());
    const auto answer = with.answers.take(with.task.token);
    REQUIRE(answer);
    CHECK(std::get<asl::StateError>(*answer).error == "No.Way");
    CHECK(std::get<asl::StateError>(*answer).cause == std::nullopt);
  }

  TEST_CASE("answers: tokens that are cut, made up, or of another place") {
    WaitingFolder with;
    with.open();
    const auto invalid = succeed(with, with.task.token.substr(0, 20));
    CHECK(code_of(invalid) == Code::InvalidToken);
    CHECK(invalid.error().message == "Invalid Token: 'Invalid token'");
    CHECK(code_of(succeed(with, "")) == Code::InvalidToken);
    CHECK(code_of(succeed(with, "../../etc/passwd")) == Code::InvalidToken);
    CHECK(code_of(send_heartbeat(with.notes, "x", kNow)) == Code::InvalidToken);
    engine::ExecutionInfo other;
    other.name = "no-such-run-" + std::to_string(::getpid());
    other.token_key = "k";
    CHECK(code_of(succeed(with, engine::task_token(other, 3))) == Code::TaskDoesNotExist);
  }

  TEST_CASE("answers: after the deadline, and after a heartbeat was missed, nobody answers") {
    WaitingFolder with;
    with.task.deadline = kNow;
    with.open();
    const auto late = succeed(with, with.task.token);
    CHECK(code_of(late) == Code::TaskTimedOut);
    CHECK(late.error().message == "Task Timed Out: 'Provided task does not exist anymore'");
    with.task.deadline = kNow + 1;
    with.task.heartbeat = 500;
    with.open();
    CHECK(code_of(succeed(with, with.task.token)) == Code::TaskTimedOut);
    CHECK(send_heartbeat(with.notes, with.task.token, 1499).has_value());
    CHECK(with.answers.last_heartbeat(with.task.token) == 1499);
    CHECK(send_answer(with.notes, with.task.token, Value(), 1998, Sync::No).has_value());
  }

  TEST_CASE("answers: of many at the same time one is accepted, and it is the one that the run takes") {
    constexpr int kSenders = 8;
    for (int round = 0; round < 20; ++round) {
      WaitingFolder with;
      with.open();
      std::atomic<int> accepted = 0, value = -1, ready = 0;
      std::vector<std::thread> senders;
      for (int i = 0; i < kSenders; ++i) {
        senders.emplace_back([&, i] {
          for (++ready; ready < kSenders;) std::this_thread::yield();
          if (!succeed(with, with.task.token, i)) return;
          ++accepted;
          value = i;
        });
      }
      std::optional<Answer> taken;
      while (!taken) taken = with.answers.take(with.task.token);
      for (std::thread& sender : senders) sender.join();
      CHECK(accepted == 1);
      CHECK(std::get<Value>(*taken).as_int64() == value);
    }
  }

  TEST_CASE("answers: an answer and the end of the time at the same moment agree on who was first") {
    for (int round = 0; round < 200; ++round) {
      WaitingFolder with;
      with.open();
      std::atomic<bool> go = false;
      bool accepted = false;
      std::thread sender([&] {
        while (!go) std::this_thread::yield();
        accepted = succeed(with, with.task.token).has_value();
      });
      go = true;
      if (round % 2 == 0) std::this_thread::yield();
      with.notes.remove(with.task.token);  // what a run does when the time is over
      const bool taken = with.answers.take(with.task.token).has_value();
      sender.join();
      CHECK(accepted == taken);
    }
  }

  TEST_CASE("notes: kept with mode 0600, listed by time, and none of a run that is gone") {
    WaitingFolder with;
    with.task.map_index = 3;
    with.task.since = 3000;
    with.open();
    struct stat status {};
    const auto files = files_in(with.notes.folder(), ".json");
    REQUIRE(files.size() == 1);
    CHECK(::stat((with.notes.folder() + "/" + files[0]).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    WaitingFolder other;
    other.task.token += "x";
    other.task.answers = with.task.answers;
    CHECK(with.notes.add(other.task, Sync::No).has_value());
    other.task.token += "x";
    other.task.process = 0;
    other.task.history = with.folder.path() / "gone.jsonl";
    CHECK(with.notes.add(other.task, Sync::No).has_value());
    const auto listed = with.notes.list();
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].label() == "Approve");
    CHECK(listed[1].label() == "Approve[3]");
    CHECK(listed[1].token == with.task.token);
    CHECK_FALSE(with.notes.has(other.task.token));
  }

  TEST_CASE("notes and answers: what others put there is no task and no answer") {
    WaitingFolder with;
    with.open();
    const std::string note = with.notes.folder() + "/" + token_digest(with.task.token) + ".json";
    const std::string answer = with.answers.path() + "/" + token_digest(with.task.token) + ".answer";
    for (const char* text : {"", "[]", "null", "{", "{\"output\":", "\"x\""}) {
      ::unlink(answer.c_str());
      CHECK(write_file(answer, text, IfThere::Replace, Sync::No).has_value());
      CHECK(with.answers.take(with.task.token) == std::nullopt);
      with.answers.remove(with.task.token);
      CHECK(write_file(note, text, IfThere::Replace, Sync::No).has_value());
      CHECK(with.notes.find(with.task.token) == std::nullopt);
    }
    ::unlink(note.c_str());
    REQUIRE(::mkfifo(note.c_str(), 0600) == 0);  // reading it must not wait
    CHECK(with.notes.find(with.task.token) == std::nullopt);
    CHECK(with.notes.list().empty());
  }
}
