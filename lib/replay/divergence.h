// Divergence: where an execution that is replayed first does something else than its history says.
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
  std::string expected_type;       // of the record's event; empty: the record has ended
  std::string actual_type;         // what the definition does instead; empty: nothing more
  std::string state;               // by name; empty: none is concerned
  const asl::State* at = nullptr;  // in the definition; null: the state is none of its
  std::string field;               // "type", "output.items[2].price"; empty: the event as a whole
  std::string expected;            // JSON, or text; empty: there is none
  std::string actual;              // the same
};

/// Text that only the record knows (names and ARNs of an execution that ran elsewhere): a marker in what is
/// replayed stands for any text, and what it stood for is kept.
class Unknowns {
 public:
  /// The marker to use as the value of `what`.
  static std::string marker(std::string_view what);
  /// Whether `expected` is `actual` with texts in place of its markers. Notes the texts.
  bool match(std::string_view expected, std::string_view actual);
  /// What `what` stands for, if a match told; nullptr: not yet.
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

/// How the details of an event differ; nullopt: they say the same. What depends on where the execution ran
/// (region, role, ARNs of map runs) and what the record leaves out (`truncated`) does not count; texts that
/// hold JSON are compared as JSON.
std::optional<Difference> find_difference(const Value& expected, const Value& actual, Unknowns& unknowns);

/// Whether two values differ in nothing but which number or string stands in some places.
bool same_shape(const Value& a, const Value& b);

}  // namespace pawl::replay
