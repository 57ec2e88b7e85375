// PictureCache: pictures stand in expressions as literals and are used again and again; each is parsed once.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "jsonata/error.h"

namespace pawl::jsonata {

/// Of one thread. `Picture` has a `static Expected<Picture> parse(std::string_view)`.
template <class Picture>
class PictureCache {
 public:
  /// The picture of `text`, valid until the next call; parse()'s error.
  static Expected<const Picture*> get(std::string_view text) {
    thread_local PictureCache cache;
    Slot& slot = cache.slots_[text.size() > kLongest ? kSlots : std::hash<std::string_view>()(text) % kSlots];
    if (!slot.picture || slot.text != text) {
      auto parsed = Picture::parse(text);
      if (!parsed) return tl::unexpected(std::move(parsed.error()));
      slot.picture.emplace(std::move(*parsed));
      slot.text = text;
    }
    return &*slot.picture;
  }

 private:
  static constexpr size_t kSlots = 16;
  /// Longer ones, which nobody writes, share the slot after the others
  static constexpr size_t kLongest = 256;
  struct Slot {
    std::string text;
    std::optional<Picture> picture;
  };
  std::array<Slot, kSlots + 1> slots_;
};

}  // namespace pawl::jsonata
