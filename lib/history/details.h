// Members of a recorded event's details and of its `pawl`.
#pragma once
#include <string_view>

#include "history/reader.h"
#include "value/members.h"

namespace pawl::history {

/// Whether the text of a member was cut where it was recorded.
bool is_truncated(const Value& details, std::string_view member);

/// A text that holds JSON, as the value it stands for. Text that is no JSON is that string; what is no text
/// is null.
Value payload(const Value& text);
/// The same of a member; null where it is left out.
Value payload_of(const Value& object, std::string_view member);

/// Where an execution ran that is none of pawl's own: the URL of the API that its history was fetched from.
/// `note` is the `pawl` of its first event; empty: it ran here, or is an export.
std::string_view ran_at(const Value& note);

/// The first event that a redrive undoes, from ExecutionRedriven's `pawl`; 0: not recorded, as in AWS's
/// histories.
EventId undone_from(const RecordedEvent& redriven);

}  // namespace pawl::history
