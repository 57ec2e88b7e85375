#include <deque>
#include <unordered_map>

#include "asl/comparison.h"
#include "asl/field_access.h"

namespace pawl::asl {
namespace {

constexpr GroupRow kGroups[] = {
    {FieldGroup::None, "", false},
    {FieldGroup::NextOrEnd, "Next, End", true},
    {FieldGroup::WaitUntil, "SecondsPath, Seconds, TimestampPath, Timestamp", true},
    {FieldGroup::Processor, "ItemProcessor, Iterator", true},
    {FieldGroup::Selector, "ItemSelector, Parameters", false},
    {FieldGroup::ValueOrPath, "", false},
    {FieldGroup::Rule, "And, Or, Not, Variable, Condition", true},
    {FieldGroup::Operator, "StringEquals, ...", false},
};

JsonType operand_type(const ComparisonRow& row) {
  if (row.is_path) return JsonType::String;
  switch (row.operand) {
    case ComparisonRow::Operand::Boolean: return JsonType::Boolean;
    case ComparisonRow::Operand::Number: return JsonType::Number;
    case ComparisonRow::Operand::String:
    case ComparisonRow::Operand::Timestamp: break;
  }
  return JsonType::String;
}

/// The rows by holder and by name.
class Index {
 public:
  Index() {
    for (const FieldRow& row : field_rows()) add(row);
    for (const ComparisonRow& comparison : comparisons()) {
      operators_.push_back({.name = comparison.name,
                            .holders = in(Holder::ChoiceRule, Holder::NestedRule),
                            .languages = Languages::JSONPath,
                            .type = operand_type(comparison),
                            .group = FieldGroup::Operator,
                            .access = {[](DefinitionReader& r, const Target& t, const Field& f) {
                                         r.read_comparison(f, *t.condition);
                                       },
                                       view_operand}});
      add(operators_.back());
    }
  }

  [[nodiscard]] int find(Holder holder, std::string_view name) const {
    const auto& names = names_[static_cast<size_t>(holder)];
    const auto found = names.find(name);
    return found == names.end() ? -1 : found->second;
  }
  [[nodiscard]] std::span<const FieldRow* const> rows(Holder holder) const {
    return rows_[static_cast<size_t>(holder)];
  }

 private:
  void add(const FieldRow& row) {
    for (size_t holder = 0; holder < kHolderCount; ++holder) {
      if ((row.holders & in(static_cast<Holder>(holder))) == 0) continue;
      names_[holder].emplace(row.name, static_cast<int>(rows_[holder].size()));
      rows_[holder].push_back(&row);
    }
  }

  std::deque<FieldRow> operators_;
  std::unordered_map<std::string_view, int> names_[kHolderCount];
  std::vector<const FieldRow*> rows_[kHolderCount];
};

const Index& index() {
  static const Index instance;
  return instance;
}

}  // namespace

const GroupRow& group_row(FieldGroup group) { return kGroups[static_cast<size_t>(group)]; }

int find_field(Holder holder, std::string_view name) { return index().find(holder, name); }

std::span<const FieldRow* const> fields_of(Holder holder) { return index().rows(holder); }

bool is_state_field(std::string_view name) {
  for (size_t holder = 0; holder < kHolderCount; ++holder) {
    if (is_state(static_cast<Holder>(holder)) && find_field(static_cast<Holder>(holder), name) >= 0)
      return true;
  }
  return false;
}

}  // namespace pawl::asl
