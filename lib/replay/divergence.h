// Divergence: the first event at which a replayed execution differs from its history.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "asl/state.h"
#include "history/reader.h"

namespace pawl::replay {

struct Divergence {
  history::EventId event = 0;      // of the record
  std::string expected_type;       // of the recorded event; empty: the history has ended
  std::string actual_type;         // of the event the definition makes instead; empty: none
  std::string state;               // by name; empty: none
  const asl::State* at = nullptr;  // in the definition; null: it has no such state
  std::string field;               // "type", "output.items[2].price"; empty: the event as a whole
  std::string expected;            // JSON, or text; empty: there is none
  std::string actual;              // the same
};

/// Text that only the history has (names and ARNs of an execution that ran elsewhere). The replayed execution
/// uses a marker for it, which matches any text; the matched text is kept.
class Unknowns {
 public:
  /// The marker to use as the value of `what`.
  static std::string marker(std::string_view what);
  /// Whether `expected` equals `actual` with text in place of the markers. Keeps these texts.
  bool match(std::string_view expected, std::string_view actual);
  /// The text that the marker of `what` matched; null pointer: none yet.
  [[nodiscard]] const std::string* find(std::string_view what) const;
  [[nodiscard]] size_t size() const { return known_.size(); }

 private:
  std::map<std::string, std::string, std::less<>> known_;
};

struct Difference {
  std::string field;
  std::string expected;
  std::string actual;
};

/// The first difference between the details of two events; nullopt: they are equal. Ignores what depends on
/// where the execution ran (region, role, ARNs of map runs) and what the history leaves out (`truncated`).
/// Text that holds JSON is compared as JSON.
std::optional<Difference> find_difference(const Value& expected, const Value& actual, Unknowns& unknowns);

/// Whether two values are equal but for the values of numbers and strings.
bool same_shape(const Value& a, const Value& b);

}  // namespace pawl::replay
