#include "replay/divergence.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/utf8.h"
#include "history/details.h"
#include "value/compare.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::replay {
namespace {

constexpr std::string_view kOpen = "\xE2\x9F\xAApawl:";  // U+27EA
constexpr std::string_view kClose = "\xE2\x9F\xAB";      // U+27EB
constexpr std::string_view kToken = "Task.Token";        // pawl's end with ":" and an event id
constexpr size_t kLongestText = 200;                     // of a value in a message, in bytes

/// Members that say where an execution ran, not what it did.
constexpr std::array<std::string_view, 6> kElsewhere = {
    "region", "roleArn", "mapRunArn", "workerName", "taskCredentials", "stateMachineAliasArn"};
/// A member of the context object that AWS's records of 2023 do not have yet.
constexpr std::string_view kAddedLater = "RedriveCount";
/// Members whose text is JSON.
constexpr std::array<std::string_view, 4> kJsonTexts = {"input", "output", "parameters", "assignedVariables"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string shown(const Value* value) {
  if (value == nullptr) return {};
  std::string text = to_json(*value);
  if (text.size() <= kLongestText) return text;
  return std::string(utf8::prefix(text, kLongestText)) + "…";
}

std::string member_path(const std::string& path, std::string_view key) {
  const bool is_plain = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
  });
  if (!is_plain) return path + "[" + json_quoted(key) + "]";
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// Whether two texts hold the same JSON object or array; causes differ in white space.
bool same_json(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a.front() != b.front() || (a.front() != '{' && a.front() != '['))
    return false;
  const auto one = try_parse_json(a);
  const auto other = try_parse_json(b);
  return one && other && deep_equal(*one, *other);
}

class Comparison {
 public:
  explicit Comparison(Unknowns& unknowns) : unknowns_(unknowns) {}

  std::optional<Difference> compare(const Value* expected, const Value* actual, const std::string& path,
                                    int depth = 0) {
    if (expected != nullptr && actual != nullptr) {
      if (deep_equal(*expected, *actual)) return std::nullopt;
      if (expected->is_string() && actual->is_string() &&
          (unknowns_.match(expected->as_string(), actual->as_string()) ||
           same_json(expected->as_string(), actual->as_string()))) {
        return std::nullopt;
      }
      if (depth < kDeepest && expected->is_object() && actual->is_object())
        return compare_objects(*expected, *actual, path, depth);
      if (depth < kDeepest && expected->is_array() && actual->is_array() &&
          expected->size() == actual->size()) {
        for (size_t i = 0; i < expected->size(); ++i) {
          const std::string at = path + "[" + std::to_string(i) + "]";
          if (auto found = compare(&expected->items()[i], &actual->items()[i], at, depth + 1)) return found;
        }
        return std::nullopt;
      }
    }
    return Difference{path, shown(expected), shown(actual)};
  }

  /// Texts that hold JSON.
  std::optional<Difference> compare_texts(const Value& expected, const Value& actual,
                                          const std::string& path) {
    if (expected.is_string() && actual.is_string()) {
      if (expected.as_string() == actual.as_string()) return std::nullopt;
      const auto a = try_parse_json(expected.as_string());
      const auto b = try_parse_json(actual.as_string());
      if (a && b) return compare(&*a, &*b, path);
    }
    if (expected.is_object() && actual.is_object()) {
      for (const Member& member : expected.members()) {
        const Value* other = actual.find(member.key);
        const std::string at = member_path(path, member.key.as_string());
        if (other == nullptr) return Difference{at, shown(&member.value), ""};
        if (auto found = compare_texts(member.value, *other, at)) return found;
      }
      for (const Member& member : actual.members()) {
        if (expected.find(member.key) == nullptr) {
          return Difference{member_path(path, member.key.as_string()), "", shown(&member.value)};
        }
      }
      return std::nullopt;
    }
    return compare(&expected, &actual, path);
  }

 private:
  static constexpr int kDeepest = 200;

  std::optional<Difference> compare_objects(const Value& expected, const Value& actual,
                                            const std::string& path, int depth) {
    for (const Member& member : expected.members()) {
      if (auto found = compare(&member.value, actual.find(member.key),
                               member_path(path, member.key.as_string()), depth + 1))
        return found;
    }
    for (const Member& member : actual.members()) {
      const std::string_view name = member.key.as_string();
      if (expected.find(member.key) == nullptr && name != kAddedLater)
        return Difference{member_path(path, name), "", shown(&member.value)};
    }
    return std::nullopt;
  }

  Unknowns& unknowns_;
};

}  // namespace

std::string Unknowns::marker(std::string_view what) {
  std::string text(kOpen);
  return text.append(what).append(kClose);
}

bool Unknowns::match(std::string_view expected, std::string_view actual) {
  std::map<std::string, std::string, std::less<>> found;
  for (;;) {
    const size_t open = actual.find(kOpen);
    if (open == std::string_view::npos) {
      if (expected != actual) return false;
      break;
    }
    if (expected.substr(0, open) != actual.substr(0, open)) return false;
    expected.remove_prefix(open);
    actual.remove_prefix(open + kOpen.size());
    const size_t close = actual.find(kClose);
    if (close == std::string_view::npos) return false;
    const std::string what(actual.substr(0, close));
    actual.remove_prefix(close + kClose.size());
    if (what == kToken)
      actual.remove_prefix(std::min(actual.size(), actual.find_first_not_of("0123456789", 1)));
    const size_t next = actual.find(kOpen);
    const std::string_view behind = actual.substr(0, next);
    size_t end = 0;
    if (next == std::string_view::npos) {
      if (!expected.ends_with(behind)) return false;
      end = expected.size() - behind.size();
    } else {
      end = behind.empty() ? expected.size() : expected.find(behind);
      if (end == std::string_view::npos) return false;
    }
    if (what != kToken) found.insert_or_assign(what, std::string(expected.substr(0, end)));
    expected.remove_prefix(end);
  }
  if (found.empty()) return true;
  for (auto& [what, text] : found) {
    const auto before = known_.find(what);
    if (before != known_.end() && before->second != text) return false;
  }
  known_.merge(found);
  return true;
}

const std::string* Unknowns::find(std::string_view what) const {
  const auto found = known_.find(what);
  return found == known_.end() ? nullptr : &found->second;
}

std::optional<Difference> find_difference(const Value& expected, const Value& actual, Unknowns& unknowns) {
  Comparison comparison(unknowns);
  const auto is_skipped = [](std::string_view name) {
    return name.ends_with("Details") || is_one_of(name, kElsewhere);
  };
  for (const Member& member : expected.members()) {
    const std::string name(member.key.as_string());
    if (is_skipped(name) || history::is_truncated(expected, name)) continue;
    const Value* other = actual.find(member.key);
    if (other == nullptr) return Difference{name, shown(&member.value), ""};
    auto found = is_one_of(name, kJsonTexts) ? comparison.compare_texts(member.value, *other, name)
                                             : comparison.compare(&member.value, other, name);
    if (found) return found;
  }
  for (const Member& member : actual.members()) {
    const std::string_view name = member.key.as_string();
    // Payloads are left out by `--no-include-execution-data`.
    if (is_skipped(name) || expected.find(member.key) != nullptr || is_one_of(name, kJsonTexts)) continue;
    return Difference{std::string(name), "", shown(&member.value)};
  }
  return std::nullopt;
}

bool same_shape(const Value& a, const Value& b) {
  std::vector<std::pair<const Value*, const Value*>> left = {{&a, &b}};
  while (!left.empty()) {
    const auto [one, other] = left.back();
    left.pop_back();
    if (one->is_array() && other->is_array() && one->size() == other->size()) {
      for (size_t i = 0; i < one->size(); ++i) left.emplace_back(&one->items()[i], &other->items()[i]);
    } else if (one->is_object() && other->is_object() && one->size() == other->size()) {
      for (const Member& member : one->members()) {
        const Value* same = other->find(member.key);
        if (same == nullptr) return false;
        left.emplace_back(&member.value, same);
      }
    } else if (!(one->is_number() && other->is_number()) && !(one->is_string() && other->is_string()) &&
               !deep_equal(*one, *other)) {
      return false;
    }
  }
  return true;
}

}  // namespace pawl::replay
