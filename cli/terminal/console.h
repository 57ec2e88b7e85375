// Console: the two streams a user sees, and the rules for writing to them: colour, terminals, closed pipes,
// control characters.
#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/printable.h"
#include "base/result.h"
#include "cli/options.h"
#include "runs/notices.h"

namespace pawl::cli {

enum class Color : uint8_t { None, Bold, Dim, Red, Green, Yellow, Cyan };

class Console : public runs::Notices {
 public:
  explicit Console(ColorChoice choice = ColorChoice::Auto);

  /// Writes all of `text` to standard output, unbuffered. A reader that went away is no error: the text is
  /// dropped and out_closed() turns true. Errors: anything else (a full disk).
  Result<void> out(std::string_view text);
  /// Writes to standard error; what cannot be written there is lost. Safe to call from several threads.
  void err(std::string_view message);

  /// One line that stays below what err() writes, redrawn after each call of it; empty takes it away.
  /// Terminals only.
  void set_status_line(std::string line);

  [[nodiscard]] bool out_closed() const { return out_closed_; }
  [[nodiscard]] bool out_is_terminal() const { return out_is_terminal_; }
  /// Whether what goes to standard output may be coloured.
  [[nodiscard]] bool out_color() const { return out_color_; }
  [[nodiscard]] bool err_is_terminal() const { return err_is_terminal_; }
  /// Columns of the terminal at standard error; 0 where there is none.
  [[nodiscard]] size_t err_width() const;

  /// `text` in a colour, where standard error (standard output) takes colours.
  [[nodiscard]] std::string paint(Color color, std::string_view text) const {
    return painted(err_color_, color, text);
  }
  [[nodiscard]] std::string paint_out(Color color, std::string_view text) const {
    return painted(out_color_, color, text);
  }

  /// `message` as `pawl: error: …`, one line.
  void error(std::string_view message);
  void info(std::string_view message) override;
  void warning(std::string_view message) override;
  void hint(std::string_view message) override;
  Result<bool> write_events(std::string_view lines) override;

 private:
  static std::string painted(bool enabled, Color color, std::string_view text);

  bool out_is_terminal_;
  bool err_is_terminal_;
  bool in_actions_;
  bool out_color_;
  bool err_color_;
  bool out_closed_ = false;
  std::mutex mutex_;
  std::string status_line_;
};

}  // namespace pawl::cli
