#include "history/map_run_reader.h"

#include <filesystem>
#include <system_error>

#include "history/details.h"
#include "history/seal.h"
#include "value/parse.h"

namespace pawl::history {
namespace {

std::optional<int64_t> integer_of(const Value& object, std::string_view member) {
  const Value* number = object.find(member);
  if (number == nullptr || !number->is_int64()) return std::nullopt;
  return number->as_int64();
}

double real_of(const Value& object, std::string_view member) {
  const Value* number = object.find(member);
  return number != nullptr && number->is_number() ? number->as_double() : 0;
}

MapRunHead head_of(const RecordedEvent& started) {
  const Value& pawl = started.pawl;
  MapRunHead head;
  head.arn = text_of(started.details, "mapRunArn");
  head.state = text_of(pawl, "state");
  head.event = static_cast<EventId>(integer_of(pawl, "event").value_or(0));
  head.express = text_of(pawl, "executionType") == "EXPRESS";
  head.started = started.timestamp;
  head.max_concurrency = integer_of(pawl, "maxConcurrency").value_or(0);
  head.tolerated_failure_count = integer_of(pawl, "toleratedFailureCount").value_or(0);
  head.tolerated_failure_percentage = real_of(pawl, "toleratedFailurePercentage");
  if (const Value* source = pawl.find("source"))
    head.source = {
        std::string(text_of(*source, "uri")), static_cast<uint64_t>(integer_of(*source, "bytes").value_or(0)),
        integer_of(*source, "modifiedNs").value_or(0), std::string(text_of(*source, "sha256OfHead"))};
  return head;
}

}  // namespace

std::optional<Millis> MapRunEvent::started() const { return integer_of(event.pawl, "started"); }

Result<MapRunReader> MapRunReader::open(const std::string& path) {
  PAWL_TRY(EventTexts texts, EventTexts::open(path));
  MapRunReader reader(std::move(texts));
  PAWL_TRY(const auto started, reader.next_event());
  if (!started || started->type != EventType::MapRunStarted)
    return fail("'" + path + "' is no journal of a Map Run: it does not begin with MapRunStarted");
  if (const int64_t format = integer_of(started->pawl, "format").value_or(0); format > kFormat)
    return fail("'" + path + "' has format " + std::to_string(format) +
                ", this version of pawl knows format " + std::to_string(kFormat) + ": a newer pawl reads it");
  reader.head_ = head_of(*started);
  return reader;
}

Result<std::optional<MapRunEvent>> MapRunReader::next() {
  PAWL_TRY(auto event, next_event());
  if (!event) return std::nullopt;
  MapRunEvent line;
  if (const Value* child = event->pawl.find("child")) {
    if (!child->is_int64() || child->as_int64() < 0) return refused("\"child\" is no number of a child");
    line.child = static_cast<uint64_t>(child->as_int64());
  }
  line.event = std::move(*event);
  return line;
}

Result<std::optional<RecordedEvent>> MapRunReader::next_event() {
  PAWL_TRY(const auto text, texts_.next());
  if (!text) return std::nullopt;
  text_ = *text;
  if (damaged_line_ == 0 && !fits_seal(*text)) damaged_line_ = texts_.line();
  auto json = try_parse_json(without_seal(*text, room_));
  if (!json) return refused("not a JSON event: " + json.error().message);
  auto event = event_from_json(*json);
  if (!event) return refused(event.error().message);
  return std::move(*event);
}

FileFaults MapRunReader::faults() const {
  FileFaults faults = texts_.faults();
  faults.damaged_line = damaged_line_;
  return faults;
}

tl::unexpected<Error> MapRunReader::refused(const std::string& message) const {
  return fail(texts_.path() + ":" + std::to_string(texts_.line()) + ": " + message);
}

std::vector<std::string> map_run_journals(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;  // a run without Map Runs has no such folder
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path().string());
  }
  return paths;
}

}  // namespace pawl::history
