// Events of the service as the lines of a history.
#pragma once
#include <string>

#include "base/text_buffer.h"
#include "remote/event_source.h"
#include "remote/states_api.h"

namespace pawl::remote {

/// Adds the event as a line, newline included. `note` is its `pawl`: an object, or null.
void write_line(const FetchedEvent& event, const Value& note, TextBuffer& out);

/// The `pawl` of the first event: which execution it is, and where. `definition`: what it runs; null: not
/// known. `source`: further members about where that was read from; null: none.
Value first_note(const ExecutionArn& execution, const Access& access, const Value& definition,
                 const Value& source = {});

}  // namespace pawl::remote
