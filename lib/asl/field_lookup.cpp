#include <bit>
#include <cassert>
#include <vector>

#include "asl/comparison.h"
#include "asl/field_access.h"

namespace pawl::asl {
namespace {

constexpr size_t kMaxFields = 64;  // of one holder: they are numbered in bits

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

/// The rows by holder. Every start of pawl makes it: so its tables are plain, and a name is looked for row by
/// row.
class Index {
 public:
  Index() {
    operators_.reserve(comparisons().size());
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
    }
    for (const FieldRow& row : field_rows()) add(row);
    for (const FieldRow& row : operators_) add(row);
  }

  [[nodiscard]] int find(Holder holder, std::string_view name) const {
    const auto all = rows(holder);
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i]->name == name) return static_cast<int>(i);
    }
    return -1;
  }
  [[nodiscard]] std::span<const FieldRow* const> rows(Holder holder) const {
    const Fields& fields = fields_[static_cast<size_t>(holder)];
    return {fields.rows, fields.count};
  }

 private:
  struct Fields {
    const FieldRow* rows[kMaxFields];
    size_t count;
  };

  void add(const FieldRow& row) {
    for (HolderSet left = row.holders; left != 0; left &= left - 1) {
      Fields& fields = fields_[static_cast<size_t>(std::countr_zero(left))];
      assert(fields.count < kMaxFields);
      fields.rows[fields.count++] = &row;
    }
  }

  std::vector<FieldRow> operators_;
  Fields fields_[kHolderCount] = {};
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
