// CSV (RFC 4180) with a head line, as CloudWatch Logs' tables are downloaded.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::history {

/// Whether a text's first line names one of `columns` as CSV, separated by commas, semicolons (where Excel
/// wrote it for Europe) or tabs.
bool is_csv_with(std::string_view text, std::initializer_list<std::string_view> columns);

/// A JSON array of an object for each row; empty cells are left out. A row's object is in the line in which
/// the row begins. Errors: a quote that is not closed.
Result<std::string> csv_as_json(std::string_view text);

}  // namespace pawl::history
