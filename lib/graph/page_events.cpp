#include "graph/page_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "asl/state_machine.h"
#include "base/utf8.h"
#include "history/event_family.h"
#include "value/dump.h"

namespace pawl::graph {

namespace {

bool is_payload(std::string_view member) {
  static constexpr std::array<std::string_view, 4> kPayloads = {"input", "output", "parameters", "cause"};
  return std::find(kPayloads.begin(), kPayloads.end(), member) != kPayloads.end();
}

std::string_view name_of(history::EventSubject subject) {
  switch (subject) {
    using enum history::EventSubject;
    case None: return "unknown";
    case Execution: return "execution";
    case State: return "state";
    case Attempt: return "attempt";
    case Iteration: return "iteration";
    case MapRun: return "map run";
    case Evaluation: return "evaluation";
  }
  return "unknown";
}

std::string_view name_of(history::EventPhase phase) {
  switch (phase) {
    using enum history::EventPhase;
    case None: return "unknown";
    case Entered: return "entered";
    case Scheduled: return "scheduled";
    case Started: return "started";
    case Submitted: return "submitted";
    case Succeeded: return "succeeded";
    case Failed: return "failed";
    case TimedOut: return "timed out";
    case Aborted: return "aborted";
    case Redriven: return "redriven";
    case Exited: return "exited";
  }
  return "unknown";
}

}  // namespace

std::string PageEvents::families() const {
  std::string out;
  for (size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i]) continue;
    const auto type = static_cast<history::EventType>(i);
    const history::EventFamily& family = history::family_of(type);
    out += fmt::format("{}\"{}\":[\"{}\",\"{}\"", out.empty() ? "" : ",", history::name_of(type),
                       name_of(family.subject), name_of(family.phase));
    out += family.state ? fmt::format(",\"{}\"]", asl::name_of(*family.state)) : "]";
  }
  return out;
}

size_t PageEvents::payload(std::string_view text) {
  const size_t most = bytes_ < kMostPayload ? kLongestPayload : kShortPayload;
  std::string kept(utf8::prefix(text, most));
  if (kept.size() < text.size()) kept += fmt::format("… ({} more bytes)", text.size() - kept.size());
  const auto [found, is_new] = known_.try_emplace(std::move(kept), known_.size());
  if (is_new) {
    bytes_ += found->first.size();
    if (!payloads_.empty()) payloads_.append(',');
    dump_string(found->first, payloads_);
  }
  return found->second;
}

void PageEvents::add(const history::RecordedEvent& event) {
  if (count_ == kMostEvents) {
    ++left_out_;
    return;
  }
  ++count_;
  if (!events_.empty()) events_.append(',');
  encode(event, events_);
}

void PageEvents::encode(const history::RecordedEvent& event, TextBuffer& out) {
  seen_[static_cast<size_t>(event.type)] = true;
  out.append(fmt::format("\n[{},{},{},\"{}\"", event.id, event.previous, event.timestamp,
                         history::name_of(event.type)));
  if (!event.details.is_object()) {
    out.append(']');
    return;
  }
  out.append(",{");
  bool first = true;
  for (const Member& member : event.details.members()) {
    const std::string_view key = member.key.as_string();
    if (key.ends_with("Details")) continue;  // whether a payload was cut on its way
    if (!first) out.append(',');
    first = false;
    dump_string(key, out);
    out.append(':');
    if (member.value.is_string() && is_payload(key)) {
      out.append_number(static_cast<int64_t>(payload(member.value.as_string())));
    } else if (member.value.text_exceeds(kLongestPayload)) {
      out.append("\"…\"");
    } else {
      dump(member.value, out);
    }
  }
  out.append("}]");
}

}  // namespace pawl::graph
