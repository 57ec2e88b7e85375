#include "testing/difference.h"

#include <algorithm>

#include "base/printable.h"
#include "value/compare.h"
#include "value/dump.h"

namespace pawl::testing {

namespace {

constexpr size_t kMostLines = 20;
constexpr size_t kMostColumns = 160;
constexpr uint64_t kMostText = 100'000;
constexpr size_t kDeepestCompared = 100;  // below, values are compared as a whole

bool is_plain_name(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(),
                                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

class Comparer {
 public:
  explicit Comparer(DataMatch comparison) : comparison_(comparison) {}

  void compare(const Value& expected, const Value& actual, const std::string& path, size_t depth) {
    if (deep_equal(expected, actual)) return;
    const bool go_on = depth < kDeepestCompared;
    if (go_on && expected.is_object() && actual.is_object())
      return compare_members(expected, actual, path, depth);
    if (go_on && expected.is_array() && actual.is_array()) {
      return comparison_ == DataMatch::Has ? find_elements(expected, actual, path, depth)
                                           : compare_elements(expected, actual, path, depth);
    }
    add(path + ": expected " + value_shown(expected) + ", got " + value_shown(actual));
  }

  std::vector<std::string> finish() {
    if (more_ > 0) lines_.push_back("and " + std::to_string(more_) + " more");
    return std::move(lines_);
  }
  [[nodiscard]] bool found_none() const { return lines_.empty(); }

 private:
  void add(std::string line) {
    if (lines_.size() < kMostLines) lines_.push_back(std::move(line));
    else ++more_;
  }

  static std::string member_path(const std::string& path, std::string_view key) {
    return is_plain_name(key) ? path + "." + std::string(key)
                              : path + "[" + printable(json_quoted(key)) + "]";
  }
  static std::string element_path(const std::string& path, size_t index) {
    return path + "[" + std::to_string(index) + "]";
  }

  void compare_members(const Value& expected, const Value& actual, const std::string& path, size_t depth) {
    for (const Member& member : expected.members()) {
      const std::string below = member_path(path, member.key.as_string());
      const Value* found = actual.find(member.key);
      if (found == nullptr) add(below + ": missing, expected " + value_shown(member.value));
      else compare(member.value, *found, below, depth + 1);
    }
    if (comparison_ == DataMatch::Has) return;
    for (const Member& member : actual.members()) {
      if (expected.find(member.key) == nullptr)
        add(member_path(path, member.key.as_string()) + ": not expected, got " + value_shown(member.value));
    }
  }

  void compare_elements(const Value& expected, const Value& actual, const std::string& path, size_t depth) {
    const auto wanted = expected.items(), got = actual.items();
    for (size_t i = 0; i < std::min(wanted.size(), got.size()); ++i)
      compare(wanted[i], got[i], element_path(path, i), depth + 1);
    for (size_t i = got.size(); i < wanted.size(); ++i)
      add(element_path(path, i) + ": missing, expected " + value_shown(wanted[i]));
    for (size_t i = wanted.size(); i < got.size(); ++i)
      add(element_path(path, i) + ": not expected, got " + value_shown(got[i]));
  }

  void find_elements(const Value& expected, const Value& actual, const std::string& path, size_t depth) {
    const auto got = actual.items();
    size_t at = 0;
    for (const Value& wanted : expected.items()) {
      while (at < got.size() && !has(wanted, got[at], depth + 1)) ++at;
      if (at == got.size()) {
        return add(path + ": has no element " + value_shown(wanted) + " in its place, got " +
                   value_shown(actual));
      }
      ++at;
    }
  }

  [[nodiscard]] bool has(const Value& expected, const Value& actual, size_t depth) const {
    Comparer inner(comparison_);
    inner.compare(expected, actual, "", depth);
    return inner.found_none();
  }

  DataMatch comparison_;
  std::vector<std::string> lines_;
  size_t more_ = 0;
};

}  // namespace

std::vector<std::string> differences(const Value& expected, const Value& actual, DataMatch comparison) {
  Comparer comparer(comparison);
  comparer.compare(expected, actual, "$", 0);
  return comparer.finish();
}

std::string value_shown(const Value& value) {
  if (!value.text_exceeds(kMostText)) return shortened(printable(to_json(value)), kMostColumns);
  if (value.is_array()) return "a list of " + std::to_string(value.size()) + " elements";
  if (value.is_object()) return "an object of " + std::to_string(value.size()) + " members";
  return "a long text";
}

}  // namespace pawl::testing
