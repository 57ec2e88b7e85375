// "Did you mean …": the known name nearest to one that is unknown.
#pragma once
#include <span>
#include <string_view>

namespace pawl {

/// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours; case counts
/// half) to `unknown`, if it is near enough to be a likely typo (a third of the length, at least 1); empty
/// otherwise. The first of equals wins.
std::string_view nearest_name(std::string_view unknown, std::span<const std::string_view> candidates);

}  // namespace pawl
