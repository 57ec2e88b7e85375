# The standard library and fmt are most of what a file of ours includes: they are parsed once. None of our own
# headers is here, so a change of one compiles no more than what includes it. A file still includes what it uses:
# the presets with Clang compile without this.
set(pawl_precompiled_headers
    <algorithm>
    <array>
    <charconv>
    <cmath>
    <cstdint>
    <cstring>
    <deque>
    <filesystem>
    <functional>
    <map>
    <memory>
    <optional>
    <set>
    <span>
    <string>
    <string_view>
    <unordered_map>
    <utility>
    <variant>
    <vector>
    <fmt/format.h>
    <tl/expected.hpp>
)
