// Where the data of each state of a trial came from: the trial's way again, with origins instead of values.
#pragma once
#include <vector>

#include "asl/fields.h"
#include "explore/origin.h"
#include "explore/trial.h"

namespace pawl::explore {

/// The data of one visit at each stage; null pointers where the visit did not come so far.
struct VisitOrigins {
  OriginPtr input, effective, result, selected, merged, error;
  OriginPtr variables, context;
  OriginPtr items, item_context;  // of a Map: what it runs over, and the context object for the first item

  /// What a field of the stage reads; empty (no input) where the visit did not come so far.
  [[nodiscard]] OriginScope scope(asl::DataStage stage, asl::QueryLanguage language) const;
};

/// By visit, for the first visits of a long trial. Iterations of nested Maps may be mixed up.
std::vector<VisitOrigins> trace_origins(const asl::StateMachine& machine, const Trial& trial);

}  // namespace pawl::explore
