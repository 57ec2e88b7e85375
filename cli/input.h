// The execution's input as typed: JSON text, a path, or "-" for standard input.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "value/value.h"

namespace pawl::cli {

/// The value of `--input`, or of another `flag` like it. Text that starts like JSON is JSON, "-" is standard
/// input, anything else a path.
Result<Value> read_input(const std::string& typed, std::string_view flag = "--input");

/// A file that holds one JSON value; `what` names it in messages ("input", "context").
Result<Value> read_json_file(const std::string& path, std::string_view what);

/// Standard input line by line. Errors are no end of it.
class InputLines {
 public:
  /// The next line, without its end; false at the end.
  Result<bool> next(std::string& line);

 private:
  std::string text_;  // read so far, from `begin_` on not handed out
  size_t begin_ = 0;
  bool is_at_end_ = false;
};

/// All of standard input. Says so first when that is a terminal.
Result<std::string> read_stdin(std::string_view what);

}  // namespace pawl::cli
