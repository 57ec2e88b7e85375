// The history file: written by Writer, read by Reader.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "history/reader.h"
#include "history/writer.h"

using namespace pawl;
using history::Durability;
using history::EventType;

namespace {

std::string temporary_file() {
  char name[] = "/tmp/pawl-history-XXXXXX";
  const int fd = ::mkstemp(name);
  REQUIRE(fd >= 0);
  ::close(fd);
  return name;
}

history::HistoryEvent aborted(history::EventId id) {
  static const asl::StateError kNone;
  return {.type = EventType::ExecutionAborted, .id = id, .timestamp = 1'700'000'000'000, .error = &kNone};
}

std::string read_all(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("what is committed can be read back, before the writer closes") {
    const std::string path = temporary_file();
    auto writer = history::Writer::create(path, Durability::Event);
    REQUIRE(writer);
    (*writer)->append(aborted(1));
    (*writer)->append(aborted(2));
    REQUIRE((*writer)->commit());
    auto reader = history::Reader::open(path);
    REQUIRE(reader);
    auto first = reader->next();
    REQUIRE((first && *first));
    CHECK((*first)->type == EventType::ExecutionAborted);
    CHECK((*first)->timestamp == 1'700'000'000'000);
    auto second = reader->next();
    REQUIRE((second && *second));
    CHECK((*second)->id == 2);
    auto end = reader->next();
    REQUIRE(end);
    CHECK(!end->has_value());
    CHECK(!reader->faults().torn);
    std::filesystem::remove(path);
  }

  TEST_CASE("a second writer is refused while the first lives") {
    const std::string path = temporary_file();
    {
      auto first = history::Writer::create(path, Durability::None);
      REQUIRE(first);
      auto second = history::Writer::create(path, Durability::None);
      REQUIRE(!second);
      CHECK(second.error().message.find("another pawl") != std::string::npos);
    }
    CHECK(history::Writer::create(path, Durability::None).has_value());
    std::filesystem::remove(path);
  }

  TEST_CASE("a torn last line is dropped and said; a broken line in the middle is an error with its number") {
    const std::string path = temporary_file();
    {
      auto writer = history::Writer::create(path, Durability::Batch);
      for (history::EventId id = 1; id <= 3; ++id) (*writer)->append(aborted(id));
      REQUIRE((*writer)->close());
    }
    const std::string whole = read_all(path);
    for (size_t length = whole.size() - 1; length > whole.rfind('\n', whole.size() - 2) + 1; --length) {
      std::ofstream(path, std::ios::trunc) << whole.substr(0, length);
      auto reader = history::Reader::open(path);
      size_t events = 0;
      for (;;) {
        auto event = reader->next();
        REQUIRE(event);
        if (!*event) break;
        ++events;
      }
      // Without its newline the last line may still be a whole event.
      CHECK(events == (length == whole.size() - 1 ? 3 : 2));
      CHECK(reader->faults().torn == (length != whole.size() - 1));
    }
    std::ofstream(path, std::ios::trunc) << "{\"id\": broken}\n" << whole;
    auto reader = history::Reader::open(path);
    auto event = reader->next();
    REQUIRE(!event);
    CHECK(event.error().message.starts_with(path + ":1: not a JSON event"));
    std::filesystem::remove(path);
  }

  TEST_CASE("a full disk is an error at commit, and nothing is written after it") {
    auto writer = history::Writer::create("/dev/full", Durability::Batch);
    REQUIRE(writer);
    (*writer)->append(aborted(1));
    auto committed = (*writer)->commit();
    REQUIRE(!committed);
    CHECK(committed.error().message ==
          "cannot write the history '/dev/full': No space left on device; what was written so far is kept");
    (*writer)->append(aborted(2));
    CHECK(!(*writer)->commit());
  }

  TEST_CASE("events as the AWS CLI prints them are understood") {
    auto event = history::event_from_json(
        Value::object({{"timestamp", Value::real(1700000000.123)},
                       {"type", Value::string("TaskSucceeded")},
                       {"id", Value::integer(5)},
                       {"previousEventId", Value::integer(4)},
                       {"taskSucceededEventDetails", Value::object({{"output", Value::string("1")}})}}));
    REQUIRE(event);
    CHECK(event->timestamp == 1'700'000'000'123);
    CHECK(event->details.find("output")->as_string() == "1");
  }
}
