#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata::functions {
namespace {

Value member(const Value& object, std::string_view name) {
  const Value* value = object.find(name);
  return value != nullptr ? *value : undefined();
}

/// What a matcher function answers: undefined, or an object with start, end, groups and next (else T1010).
Value matched(const Call& call, const Value& matcher, Value argument) {
  Value arguments[] = {std::move(argument)};
  Value result = call.evaluator.call(matcher, arguments, Value());
  if (result.is_absent()) return result;
  const bool is_right = member(result, "start").is_number() || member(result, "end").is_number() ||
                        member(result, "groups").is_array() || member(result, "next").is_foreign();
  return is_right ? result : call.evaluator.fail("T1010", Value());
}

/// A limit argument; nullopt when there is none.
bool limit_of(const Call& call, size_t index, std::string_view code, double& limit, Value& error) {
  limit = INFINITY;
  if (call[index].is_absent()) return true;
  limit = call[index].as_double();
  if (limit >= 0) return true;
  error = call.evaluator.fail(code, call[index]);
  return false;
}

/// The text with `$1` and the like filled in: the longest group number that exists, `$0` the match, `$$` a
/// dollar sign.
std::string substituted(std::string_view replacement, std::string_view match, std::span<const Value> groups) {
  std::string text;
  size_t most_digits = 1;
  for (size_t n = groups.size(); n >= 10; n /= 10) ++most_digits;
  size_t at = 0;
  for (;;) {
    const size_t dollar = replacement.find('$', at);
    text += replacement.substr(at, dollar - at);
    if (dollar == std::string_view::npos) return text;
    at = dollar + 1;
    const char next = at < replacement.size() ? replacement[at] : '\0';
    if (next == '$') {
      text += '$';
      ++at;
    } else if (next == '0') {
      text += match;
      ++at;
    } else if (next < '1' || next > '9') {
      text += '$';
    } else {
      size_t group = 0, digits = 0;
      const auto read = [&](size_t most) {
        for (group = digits = 0; digits < most && at + digits < replacement.size(); ++digits) {
          const char digit = replacement[at + digits];
          if (digit < '0' || digit > '9') break;
          group = group * 10 + static_cast<size_t>(digit - '0');
        }
      };
      read(most_digits);
      if (most_digits > 1 && group > groups.size()) read(most_digits - 1);
      if (group >= 1 && group <= groups.size() && groups[group - 1].is_string())
        text += groups[group - 1].as_string();
      at += digits;
    }
  }
}

/// A regular expression of the language itself, which needs no match objects; null for other matchers.
const RegexNode* plain_regex(const Value& matcher) {
  if (!matcher.is_foreign()) return nullptr;
  const Function& function = as_function(matcher);
  return function.kind == Function::Kind::Regex ? &static_cast<const RegexFunction&>(function).node : nullptr;
}

/// Walks the matches of a regular expression in a text.
class Matches {
 public:
  enum class Next : uint8_t { Found, End, Failed };
  Matches(const Call& call, const RegexNode& regex, std::string_view text)
      : call_(call), regex_(regex), text_(text) {}

  Next next() {
    if (!is_first_ && from_ >= text_.size()) return Next::End;
    if (!call_.evaluator.tick()) return Next::Failed;
    switch (regex_.regex->find(text_, from_, groups_)) {
      case Regex::Found::No: return Next::End;
      case Regex::Found::TooCostly:
        call_.evaluator.find_match(regex_, Value::string(text_), from_);
        return Next::Failed;
      case Regex::Found::Yes: break;
    }
    if (!is_first_ && groups_[0].begin == groups_[0].end) {
      call_.evaluator.fail("D1004", Value::string(regex_.regex->pattern()), regex_.position);
      return Next::Failed;
    }
    is_first_ = false;
    from_ = groups_[0].end;
    return Next::Found;
  }
  [[nodiscard]] const Regex::Range& whole() const { return groups_[0]; }
  [[nodiscard]] std::string_view text() const {
    return text_.substr(groups_[0].begin, groups_[0].end - groups_[0].begin);
  }
  [[nodiscard]] std::vector<Value> captured() const {
    std::vector<Value> values;
    for (const Regex::Range& group : groups_.subspan(1)) {
      values.push_back(group.begin == Regex::Range::kNone
                           ? undefined()
                           : Value::string(text_.substr(group.begin, group.end - group.begin)));
    }
    return values;
  }

 private:
  const Call& call_;
  const RegexNode& regex_;
  std::string_view text_;
  size_t from_ = 0;
  bool is_first_ = true;
  std::span<const Regex::Range> groups_;
};

Value match_object(Value text, Value index, Value groups) {
  ObjectBuilder object(3);
  object.append("match", std::move(text));
  object.append("index", std::move(index));
  object.append("groups", std::move(groups));
  return object.finish();
}

size_t utf8_offset_of_utf16(std::string_view text, size_t units) {
  size_t at = 0;
  while (units > 0 && at < text.size()) {
    const size_t length = utf8::length_at(text, at);
    units -= length == 4 && units > 1 ? 2 : 1;
    at += length;
  }
  return at;
}

Value replace_plain(const Call& call, double limit) {
  const std::string_view text = call[0].as_string(), pattern = call[1].as_string();
  const Value shown = call.evaluator.text_of(call[2]);
  const std::string_view replacement = shown.is_string() ? shown.as_string() : std::string_view("undefined");
  std::string out;
  size_t at = 0;
  for (double count = 0; count < limit; ++count) {
    const size_t found = text.find(pattern, at);
    if (found == std::string_view::npos) break;
    out += text.substr(at, found - at);
    out += replacement;
    if (!call.evaluator.text_fits(out.size())) return failed();
    at = found + pattern.size();
  }
  out += text.substr(at);
  return Value::string(out);
}

}  // namespace

Value match(const Call& call) {
  if (call[0].is_absent()) return undefined();
  double limit = 0;
  if (Value error; !limit_of(call, 2, "D3040", limit, error)) return error;
  SequenceBuilder found;
  if (const RegexNode* regex = plain_regex(call[1])) {
    Matches matches(call, *regex, call[0].as_string());
    size_t counted = 0, index = 0;  // bytes looked at, UTF-16 units in them
    while (static_cast<double>(found.size()) < limit) {
      const Matches::Next next = matches.next();
      if (next == Matches::Next::Failed) return failed();
      if (next == Matches::Next::End) break;
      index += utf8::utf16_length(call[0].as_string().substr(counted, matches.whole().begin - counted));
      counted = matches.whole().begin;
      found.push(match_object(Value::string(matches.text()), jsonata::number(static_cast<uint64_t>(index)),
                              Value::array(matches.captured())));
    }
    return found.array();
  }
  Value result = limit > 0 ? matched(call, call[1], call[0]) : undefined();
  while (!result.is_absent() && static_cast<double>(found.size()) < limit) {
    if (!call.evaluator.tick()) return failed();
    found.push(match_object(member(result, "match"), member(result, "start"), member(result, "groups")));
    const Value next = member(result, "next");
    result = next.is_foreign() ? matched(call, next, undefined()) : undefined();
  }
  if (is_failed(result)) return failed();
  return found.array();
}

Value contains(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[1].is_string())
    return Value::boolean(call[0].as_string().find(call[1].as_string()) != std::string_view::npos);
  if (call[1].is_absent()) return undefined();
  if (const RegexNode* regex = plain_regex(call[1])) {
    const Matches::Next next = Matches(call, *regex, call[0].as_string()).next();
    return next == Matches::Next::Failed ? failed() : Value::boolean(next == Matches::Next::Found);
  }
  const Value result = matched(call, call[1], call[0]);
  return is_failed(result) ? result : Value::boolean(!result.is_absent());
}

Value replace(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[1].is_string() && call[1].as_string().empty()) return call.evaluator.fail("D3010", call[1]);
  double limit = 0;
  if (Value error; !limit_of(call, 3, "D3011", limit, error)) return error;
  if (call[1].is_string()) return replace_plain(call, limit);
  if (call[1].is_absent() || !(limit > 0)) return call[0];
  const std::string_view text = call[0].as_string();
  std::string out;
  size_t at = 0;
  const auto put = [&](const Value& replacement) {
    if (!replacement.is_string()) {
      if (!is_failed(replacement)) call.evaluator.fail("D3012", replacement);
      return false;
    }
    out += replacement.as_string();
    return call.evaluator.text_fits(out.size());
  };
  const RegexNode* regex = plain_regex(call[1]);
  if (regex != nullptr && call[2].is_string()) {
    Matches matches(call, *regex, text);
    for (double count = 0; count < limit; ++count) {
      const Matches::Next next = matches.next();
      if (next == Matches::Next::Failed) return failed();
      if (next == Matches::Next::End) break;
      out += text.substr(at, matches.whole().begin - at);
      const std::string_view replacement = call[2].as_string();
      if (replacement.find('$') == std::string_view::npos) out += replacement;
      else out += substituted(replacement, matches.text(), matches.captured());
      if (!call.evaluator.text_fits(out.size())) return failed();
      at = matches.whole().end;
    }
    out += text.substr(at);
    return Value::string(out);
  }
  Value result = matched(call, call[1], call[0]);
  for (double count = 0; !result.is_absent() && count < limit; ++count) {
    if (!call.evaluator.tick()) return failed();
    const Value start = member(result, "start");
    const Value found = member(result, "match");
    const size_t begin =
        utf8_offset_of_utf16(text, start.is_number() ? static_cast<size_t>(truncated(start)) : 0);
    if (begin >= at) out += text.substr(at, begin - at);
    Value replacement;
    if (call[2].is_string()) {
      const Value groups = member(result, "groups");
      replacement = Value::string(substituted(
          call[2].as_string(), found.is_string() ? found.as_string() : std::string_view(), groups.items()));
    } else {
      Value arguments[] = {result};
      replacement = call.evaluator.call(call[2], arguments, Value());
    }
    if (!put(replacement)) return failed();
    at = std::min(text.size(), begin + (found.is_string() ? found.as_string().size() : 0));
    const Value next = member(result, "next");
    result = next.is_foreign() ? matched(call, next, undefined()) : undefined();
  }
  if (is_failed(result)) return result;
  out += text.substr(at);
  return Value::string(out);
}

Value split(const Call& call) {
  if (call[0].is_absent()) return undefined();
  double limit = 0;
  if (Value error; !limit_of(call, 2, "D3020", limit, error)) return error;
  if (std::isfinite(limit)) limit = std::floor(limit);
  const std::string_view text = call[0].as_string();
  ArrayBuilder pieces;
  const auto is_full = [&] { return static_cast<double>(pieces.size()) >= limit; };
  if (call[1].is_absent()) {
    if (!is_full()) pieces.push(call[0]);
    return pieces.finish();
  }
  size_t at = 0;
  if (call[1].is_string()) {
    const std::string_view separator = call[1].as_string();
    if (separator.empty()) {  // one piece for each UTF-16 unit
      if (!call.evaluator.has_room(text.size() * sizeof(Value))) return failed();
      while (at < text.size() && !is_full()) {
        const size_t begin = at;
        const uint32_t code = utf8::next(text, at);
        if (code < 0x10000) {
          pieces.push(Value::string(text.substr(begin, at - begin)));
          continue;
        }
        for (const char32_t unit : {utf8::high_surrogate(code), utf8::low_surrogate(code)}) {
          std::string half;
          utf8::append(half, unit);
          if (!is_full()) pieces.push(Value::string(half));
        }
      }
      return pieces.finish();
    }
    for (size_t found; !is_full() && (found = text.find(separator, at)) != std::string_view::npos;
         at = found + separator.size()) {
      if (!call.evaluator.tick()) return failed();
      pieces.push(Value::string(text.substr(at, found - at)));
    }
    if (!is_full()) pieces.push(Value::string(text.substr(at)));
    return pieces.finish();
  }
  if (const RegexNode* regex = plain_regex(call[1])) {
    Matches matches(call, *regex, text);
    while (!is_full()) {
      const Matches::Next next = matches.next();
      if (next == Matches::Next::Failed) return failed();
      if (next == Matches::Next::End) break;
      pieces.push(Value::string(text.substr(at, matches.whole().begin - at)));
      at = matches.whole().end;
    }
    if (!is_full()) pieces.push(Value::string(text.substr(at)));
    return pieces.finish();
  }
  Value result = matched(call, call[1], call[0]);
  while (!result.is_absent() && !is_full()) {
    if (!call.evaluator.tick()) return failed();
    const Value start = member(result, "start");
    const Value end = member(result, "end");
    const size_t begin =
        utf8_offset_of_utf16(text, start.is_number() ? static_cast<size_t>(truncated(start)) : 0);
    pieces.push(Value::string(begin >= at ? text.substr(at, begin - at) : std::string_view()));
    at = utf8_offset_of_utf16(text, end.is_number() ? static_cast<size_t>(truncated(end)) : 0);
    const Value next = member(result, "next");
    result = next.is_foreign() ? matched(call, next, undefined()) : undefined();
  }
  if (is_failed(result)) return result;
  if (!is_full()) pieces.push(Value::string(text.substr(at)));
  return pieces.finish();
}

}  // namespace pawl::jsonata::functions
