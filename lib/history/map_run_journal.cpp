#include "history/map_run_journal.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/random_source.h"

namespace pawl::history {
namespace {

Value text(std::string_view text) { return Value::string(text); }

/// splitmix64, finished.
uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

Value head_to_json(const MapRunHead& head) {
  ObjectBuilder out;
  out.append("format", Value::integer(kFormat));
  out.append("state", text(head.state));
  out.append("event", Value::integer(static_cast<int64_t>(head.event)));
  out.append("executionType", text(head.express ? "EXPRESS" : "STANDARD"));
  out.append("maxConcurrency", Value::integer(head.max_concurrency));
  out.append("toleratedFailureCount", Value::integer(head.tolerated_failure_count));
  out.append("toleratedFailurePercentage", Value::real(head.tolerated_failure_percentage));
  if (head.source) {
    out.append("source", Value::object({{"uri", text(head.source->uri)},
                                        {"bytes", Value::integer(static_cast<int64_t>(head.source->bytes))},
                                        {"modifiedNs", Value::integer(head.source->modified_ns)},
                                        {"sha256OfHead", text(head.source->digest)}}));
  }
  return out.finish();
}

std::string map_run_folder(const std::string& history) {
  constexpr std::string_view kInStore = "history.jsonl";
  const size_t name = history.rfind('/') + 1;
  if (std::string_view(history).substr(name) == kInStore) return history.substr(0, name) + "maps";
  return history + ".maps";
}

std::string map_run_journal_path(std::string_view folder, std::string_view label, EventId event) {
  constexpr size_t kLongest = 100;
  std::string name(label.substr(0, kLongest));
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  std::replace_if(
      name.begin(), name.end(), [&](char c) { return !is_plain(c); }, '_');
  return fmt::format("{}/{}-{}.jsonl", folder, name, event);
}

std::string child_execution_name(std::string_view map_run_uuid, uint64_t child) {
  uint64_t seed = 0xCBF29CE484222325u;  // FNV-1a
  for (const char c : map_run_uuid) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  const uint64_t high = mixed(seed + child * 0x9E3779B97F4A7C15u), low = mixed(high ^ seed);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF,
                     0x8000 | ((low >> 48) & 0x3FFF), low & 0xFFFF'FFFF'FFFF);
}

uint64_t child_task_base(uint64_t journal_number, uint64_t child) {
  return mix_bits(mix_bits(journal_number + 1) + child);
}

uint64_t child_task_number(uint64_t base, EventId scheduled) { return mix_bits(base ^ scheduled); }

uint64_t journal_number(std::string_view path) {
  const size_t dash = path.rfind('-');
  uint64_t number = 0;
  if (dash != std::string_view::npos)
    (void)std::from_chars(path.data() + dash + 1, path.data() + path.size(), number);
  return number;
}

HistoryEvent event_of_child(const HistoryEvent& event, uint64_t child, Value& pawl) {
  static thread_local const Value kChild = text("child");
  const Value number = Value::integer(static_cast<int64_t>(child));
  pawl = (event.pawl != nullptr ? *event.pawl : Value()).with_member(kChild, number);
  HistoryEvent noted = event;
  noted.pawl = &pawl;
  return noted;
}

Result<std::unique_ptr<MapRunJournal>> MapRunJournal::create(const std::string& path, Durability durability,
                                                             const MapRunHead& head) {
  const std::string folder = path.substr(0, path.rfind('/'));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return fail("cannot make the folder '" + folder + "': " + std::strerror(errno));
  PAWL_TRY(auto writer, Writer::take(path, durability, HistoryHome::RunFolder, "the journal of a Map Run"));
  if (writer == nullptr) return is_written_already(path);
  PAWL_CHECK(writer->clear());
  std::unique_ptr<MapRunJournal> journal(new MapRunJournal(std::move(writer)));
  HistoryEvent started{.type = EventType::MapRunStarted, .id = 1, .timestamp = head.started};
  const Value pawl = head_to_json(head);
  started.text = head.arn;
  started.pawl = &pawl;
  journal->writer_->append(started);
  return journal;
}

Result<std::unique_ptr<MapRunJournal>> MapRunJournal::reopen(const std::string& path, Durability durability,
                                                             uint64_t whole_bytes, bool ends_with_newline) {
  PAWL_TRY(auto writer, Writer::reopen(path, durability, HistoryHome::RunFolder));
  PAWL_CHECK(writer->continue_at(whole_bytes, ends_with_newline, {}));
  return std::unique_ptr<MapRunJournal>(new MapRunJournal(std::move(writer)));
}

void MapRunJournal::append(uint64_t child, const HistoryEvent& event) {
  Value pawl;
  writer_->append(event_of_child(event, child, pawl));
}

void MapRunJournal::append_end(uint64_t child, Millis started, const HistoryEvent& end) {
  ObjectBuilder pawl(2);
  pawl.append("child", Value::integer(static_cast<int64_t>(child)));
  pawl.append("started", Value::integer(started));
  const Value noted_pawl = pawl.finish();
  HistoryEvent noted = end;
  noted.pawl = &noted_pawl;
  writer_->append(noted);
}

void MapRunJournal::append_run(const HistoryEvent& event, std::optional<uint64_t> children) {
  if (!children) return writer_->append(event);
  const Value pawl = Value::object({{"children", Value::integer(static_cast<int64_t>(*children))}});
  HistoryEvent noted = event;
  noted.pawl = &pawl;
  writer_->append(noted);
}

}  // namespace pawl::history
