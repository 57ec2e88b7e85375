#include "tasks/mask.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text_buffer.h"
#include "base/utf8.h"
#include "tasks/command_result.h"
#include "tasks/http_request.h"
#include "value/dump.h"

namespace pawl::tasks {

namespace {

constexpr std::string_view kMask = "***";
constexpr size_t kLeastLine = 8;  // of a secret with several lines; "}" alone would mask all data

enum class Ends : uint8_t { Here, MayGoOn };

/// Appends the masked text to `masked`; returns where the rest begins that may become a secret.
size_t mask_into(std::string& masked, std::string_view text, std::span<const std::string> secrets,
                 Ends ends) {
  std::array<bool, 256> is_first{};
  for (const std::string& secret : secrets) {
    if (!secret.empty()) is_first[static_cast<unsigned char>(secret.front())] = true;
  }
  const auto may_begin = [&is_first](char c) { return is_first[static_cast<unsigned char>(c)]; };
  for (size_t at = 0; at < text.size();) {
    const size_t next = static_cast<size_t>(
        std::find_if(text.begin() + static_cast<ptrdiff_t>(at), text.end(), may_begin) - text.begin());
    masked += text.substr(at, next - at);
    at = next;
    const std::string_view rest = text.substr(at);
    size_t longest = 0;
    for (const std::string& secret : secrets) {
      if (ends == Ends::MayGoOn && rest.size() < secret.size() && secret.starts_with(rest)) return at;
      if (secret.size() > longest && rest.starts_with(secret)) longest = secret.size();
    }
    if (longest > 0) {
      masked += kMask;
      at += longest;
    } else if (!rest.empty()) {
      masked += text[at++];
    }
  }
  return text.size();
}

/// A copy of a value without secrets. Works on lists: data may be of any depth.
class MaskedCopy {
 public:
  explicit MaskedCopy(std::span<const std::string> secrets) : secrets_(secrets) {
    for (const std::string& secret : secrets) {
      has_numbers_ =
          has_numbers_ || (!secret.empty() && (secret[0] == '-' || (secret[0] >= '0' && secret[0] <= '9')));
    }
  }

  Value of(const Value& value) {
    open_.push_back({&value});
    while (!open_.empty()) {
      Open& top = open_.back();
      const Value& source = *top.source;
      if (source.is_container() && top.next < source.size()) {
        const size_t i = top.next++;
        open_.push_back({source.is_array() ? &source.items()[i] : &source.members()[i].value});
        continue;
      }
      bool is_changed = top.is_changed;
      Value copy = source.is_container() ? container(source, is_changed) : scalar(source, is_changed);
      open_.pop_back();
      done_.push_back(std::move(copy));
      if (!open_.empty()) open_.back().is_changed |= is_changed;
    }
    return std::move(done_.back());
  }

 private:
  struct Open {
    const Value* source;
    size_t next = 0;
    bool is_changed = false;
  };

  Value scalar(const Value& source, bool& is_changed) const {
    if (source.is_string()) {
      if (!holds_secret(source.as_string(), secrets_)) return source;
      is_changed = true;
      return Value::string(mask(source.as_string(), secrets_));
    }
    if (!has_numbers_ || !source.is_number()) return source;
    is_changed = std::find(secrets_.begin(), secrets_.end(), to_json(source)) != secrets_.end();
    return is_changed ? Value::string(kMask) : source;
  }

  /// Of the copies that end done_.
  Value container(const Value& source, bool& is_changed) {
    const size_t first = done_.size() - source.size();
    Value copy = source;
    if (source.is_array() && is_changed) {
      ArrayBuilder items(source.size());
      for (size_t i = first; i < done_.size(); ++i) items.push(std::move(done_[i]));
      copy = items.finish();
    } else if (source.is_object()) {
      ObjectBuilder members(source.size());
      for (size_t i = 0; i < source.size(); ++i) {
        const Value key = scalar(source.members()[i].key, is_changed);
        members.set(key, std::move(done_[first + i]));
      }
      if (is_changed) copy = members.finish();
    }
    done_.resize(first);
    return copy;
  }

  std::span<const std::string> secrets_;
  bool has_numbers_ = false;
  std::vector<Open> open_;
  std::vector<Value> done_;
};

}  // namespace

std::vector<std::string> shown_forms(std::span<const std::string> secrets) {
  std::vector<std::string> forms;
  const auto add = [&forms](std::string form) {
    if (!form.empty() && std::find(forms.begin(), forms.end(), form) == forms.end())
      forms.push_back(std::move(form));
  };
  const auto add_all = [&add](std::string_view text) {
    const std::string utf8 = utf8::repaired(text);
    TextBuffer in_json;
    dump_string_inside(utf8, in_json);
    for (std::string form : {std::string(text), utf8, in_json.str(), url_encoded(text)}) add(std::move(form));
  };
  for (std::string_view secret : secrets) {
    add_all(secret);
    while (secret.find_first_of("\r\n") != std::string_view::npos) {
      const size_t end = secret.find_first_of("\r\n");
      if (end >= kLeastLine) add_all(secret.substr(0, end));
      secret.remove_prefix(end + 1);
      if (secret.size() >= kLeastLine && secret.find_first_of("\r\n") == std::string_view::npos)
        add_all(secret);
    }
  }
  return forms;
}

bool holds_secret(std::string_view text, std::span<const std::string> secrets) {
  return std::any_of(secrets.begin(), secrets.end(), [text](const std::string& secret) {
    return !secret.empty() && text.find(secret) != std::string_view::npos;
  });
}

std::string mask(std::string_view text, std::span<const std::string> secrets) {
  if (secrets.empty()) return std::string(text);
  std::string masked;
  masked.reserve(text.size());
  mask_into(masked, text, secrets, Ends::Here);
  return masked;
}

Value mask(const Value& value, std::span<const std::string> secrets) {
  return secrets.empty() ? value : MaskedCopy(secrets).of(value);
}

std::string MaskedStream::take(std::string_view bytes) {
  waiting_ += bytes;
  std::string masked;
  waiting_.erase(0, mask_into(masked, waiting_, secrets_, Ends::MayGoOn));
  return masked;
}

std::string MaskedStream::finish() { return mask(std::exchange(waiting_, {}), secrets_); }

}  // namespace pawl::tasks
