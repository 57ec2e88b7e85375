// The execution's input as typed: JSON text, a path, or "-" for standard input.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace pawl::cli {

/// The value of `--input`, or of another `flag` like it. Text that starts like JSON is JSON, "-" is standard
/// input, anything else a path.
Result<Value> read_input(const std::string& typed, std::string_view flag = "--input");

/// A file that holds one JSON value; `what` names it in messages ("input", "context").
Result<Value> read_json_file(const std::string& path, std::string_view what);

/// The JSON values on standard input, one or one per line; none where it is empty, a terminal or closed.
Result<std::vector<Value>> read_piped_values();

/// Standard input line by line. Errors are no end of it.
class InputLines {
 public:
  enum class Found : uint8_t { Line, End, NotYet };

  /// The next line, without its end; false at the end.
  Result<bool> next(std::string& line);
  /// The same without waiting for more to come.
  Result<Found> next_there(std::string& line);
  /// Whether a whole line has been read and not been asked for.
  [[nodiscard]] bool has_line() const { return text_.find('\n', begin_) != std::string::npos; }

 private:
  std::string text_;  // read so far, from `begin_` on not handed out
  size_t begin_ = 0;
  size_t searched_ = 0;  // between `begin_` and it is no line end
  bool is_at_end_ = false;
};

/// All of standard input. Says so first when that is a terminal.
Result<std::string> read_stdin(std::string_view what);

}  // namespace pawl::cli
