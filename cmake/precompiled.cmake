# What most files include, parsed once: the standard library, fmt, and the model of definitions with the values, paths
# and expressions below it. Each header here costs every file a little, and a change of one compiles everything.
# A file still includes what it uses: the presets with Clang compile without this.
set(pawl_precompiled_headers
    <algorithm>
    <array>
    <charconv>
    <chrono>
    <cmath>
    <cstdint>
    <cstring>
    <deque>
    <filesystem>
    <functional>
    <map>
    <memory>
    <mutex>
    <optional>
    <set>
    <span>
    <string>
    <string_view>
    <thread>
    <unordered_map>
    <unordered_set>
    <utility>
    <variant>
    <vector>
    <fmt/format.h>
    <tl/expected.hpp>
    <asl/state.h>
)
