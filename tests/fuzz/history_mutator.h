// Mutations of whole histories: events go, come twice, change places, are numbered anew and sealed anew.
// Bytes alone rarely get past the numbers of events and their checksums. Included by the target that wants
// them.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_buffer.h"
#include "history/seal.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace pawl::fuzz {

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Gives the event its number; a link that points forward then points to the event before.
inline void number(std::string& line, size_t id) {
  const auto put = [&line](std::string_view member, size_t most, bool always) {
    const size_t at = line.find(member);
    if (at == std::string::npos) return;
    const size_t begin = at + member.size();
    const size_t end = std::min(line.find_first_not_of("0123456789", begin), line.size());
    const std::string digits = line.substr(begin, end - begin);
    const bool fits = digits.size() < 10 && !digits.empty() && std::stoul(digits) <= most;
    if (always || !fits) line.replace(begin, end - begin, std::to_string(most));
  };
  put("\"id\":", id, true);
  put("\"previousEventId\":", id - 1, false);
}

/// Without its checksum, or with the right one.
inline void seal(std::string& line, bool keep) {
  constexpr std::string_view kMember = "\"crc32c\":\"";
  const size_t at = line.rfind(kMember);
  if (at == std::string::npos || !history::is_sealed(line)) return;
  std::string_view front = std::string_view(line).substr(0, at);
  constexpr std::string_view kPawl = ",\"pawl\":{";
  if (!front.ends_with(kPawl)) {
    if (!keep) line = std::string(front.substr(0, front.size() - 1)) + "}}";
    return;
  }
  TextBuffer out;
  out.append(front.substr(0, front.size() - kPawl.size()));
  if (keep) history::write_seal(Value(), 0, out);
  else out.append("}\n");
  line = out.view().substr(0, out.size() - 1);
}

inline std::string mutated(std::string_view text, std::minstd_rand& random) {
  std::vector<std::string> lines = lines_of(text);
  const auto any = [&] { return static_cast<size_t>(random()) % lines.size(); };
  const auto offset = [](size_t at) { return static_cast<std::ptrdiff_t>(at); };
  for (size_t changes = 1 + random() % 3; changes > 0 && !lines.empty(); --changes) {
    const size_t at = any();
    switch (random() % 6) {
      case 0: lines.erase(lines.begin() + offset(at)); break;
      case 1: lines.insert(lines.begin() + offset(any()), std::string(lines[at])); break;
      case 2: std::swap(lines[at], lines[any()]); break;
      case 3: lines.resize(at + 1); break;
      case 4: {  // a run of events again, as a redrive does
        const std::vector<std::string> again(lines.begin() + offset(at), lines.end());
        lines.insert(lines.end(), again.begin(), again.end());
        break;
      }
      default: {
        std::string& line = lines[at];
        std::vector<uint8_t> bytes(line.begin(), line.end());
        bytes.resize(line.size() + 64);
        const size_t size = LLVMFuzzerMutate(bytes.data(), line.size(), bytes.size());
        line.assign(bytes.begin(), bytes.begin() + offset(size));
        std::erase(line, '\n');
      }
    }
  }
  const bool keep_seals = random() % 2 == 0;
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    number(lines[i], i + 1);
    seal(lines[i], keep_seals);
    out += lines[i] + "\n";
  }
  return out;
}

}  // namespace pawl::fuzz

#ifdef PAWL_WITH_LIBFUZZER
/// Half of the time bytes change, half of the time events.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  std::minstd_rand random(seed);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (random() % 2 == 0 || text.find('\n') == std::string_view::npos)
    return LLVMFuzzerMutate(data, size, max_size);
  const std::string made = pawl::fuzz::mutated(text, random);
  const size_t length = std::min(made.size(), max_size);
  std::memcpy(data, made.data(), length);
  return length;
}
#endif
