// A table as terminals show it: columns as wide as they need to be, the last one free.
#pragma once
#include <string>
#include <vector>

namespace pawl::cli {

enum class Align : uint8_t { Left, Right };

/// Lines that end with a newline; the first row is the head. Cells hold no control characters (printable()).
std::string table_text(const std::vector<std::vector<std::string>>& rows, const std::vector<Align>& columns);

/// The same rows as CSV (RFC 4180, newlines as they are on this system).
std::string csv_text(const std::vector<std::vector<std::string>>& rows);

/// "2026-11-21 01:44:17", UTC.
std::string shown_time(int64_t millis);

}  // namespace pawl::cli
