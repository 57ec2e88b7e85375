// `pawl eval`: one expression of one of the three languages, evaluated outside a workflow.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "jsonata/dialect.h"

namespace pawl::cli {

struct EvalOptions {
  enum class Language : uint8_t { Jsonata, JsonPath, Intrinsic };

  Language language = Language::JsonPath;
  std::optional<std::string> expression;
  std::optional<std::string> data;   // --data FILE: a path, or "-"
  std::optional<std::string> input;  // -i: JSON text, a path, or "-"
  jsonata::Dialect dialect = jsonata::Dialect::Aws;
  bool batch = false;             // requests as JSON lines on standard input, answers on standard output
  std::optional<uint64_t> bench;  // evaluate so many times and say how long one takes
};

/// The exit code: 0 with the result printed, 1 when the expression fails, 2 when it cannot be read or
/// evaluated at all.
int eval(const EvalOptions& options);

}  // namespace pawl::cli
