// What a run had to say, kept for tests.
#pragma once
#include <string>

#include "runs/notices.h"

namespace pawl::test {

class KeptNotices : public runs::Notices {
 public:
  void info(std::string_view message) override { add("info", message); }
  void warning(std::string_view message) override { add("warning", message); }
  void hint(std::string_view message) override { add("hint", message); }
  Result<bool> write_events(std::string_view lines) override {
    events += lines;
    return is_read;
  }

  std::string said;    // "warning: …\n" and so on
  std::string events;  // as text
  bool is_read = true;

 private:
  void add(std::string_view kind, std::string_view message) {
    said.append(kind).append(": ").append(message).append("\n");
  }
};

}  // namespace pawl::test
