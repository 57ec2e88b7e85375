// The event types as text, and by the kinds of states.
#pragma once
#include <optional>
#include <string_view>

#include "history/event.h"

namespace pawl::history {

/// nullopt for a name that AWS does not have (or not yet).
std::optional<EventType> event_type_of(std::string_view name);
/// The member of an event that holds its details ("stateEnteredEventDetails"); empty for types that have
/// none.
std::string_view details_member_of(EventType type);
EventType entered_type(asl::StateType type);
EventType exited_type(asl::StateType type);

}  // namespace pawl::history
