// AnswerJournal: what makes many answers durable at once. A worker adds them to one file in the folder that
// they go to, syncs that, and then makes the files by which the run hears of them. Only after a power cut
// does anybody read it: the files may be missing or empty then.
//
//   NAME.journal   a line for each answer: the digest of its task's token, a blank, the text of its file
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace pawl::waiting {

class AnswerJournal {
 public:
  AnswerJournal() = default;
  ~AnswerJournal();
  AnswerJournal(const AnswerJournal&) = delete;
  AnswerJournal& operator=(const AnswerJournal&) = delete;

  /// Adds lines to this process's journal in the folder. They are on the disk when it returns. Errors: the
  /// system's.
  Result<void> add(const std::string& folder, std::string_view lines);

 private:
  Result<int> descriptor_for(const std::string& folder);
  std::map<std::string, int> descriptors_;  // by folder
};

/// The journals of a folder, as a run finds them when it is resumed.
class JournaledAnswers {
 public:
  JournaledAnswers() = default;
  explicit JournaledAnswers(const std::string& folder);

  /// The text of the answer to a task; nullopt: there is none.
  [[nodiscard]] std::optional<std::string> find(const std::string& digest) const;

 private:
  struct Place {
    size_t file = 0;
    uint64_t offset = 0;
    uint64_t length = 0;
  };
  std::vector<std::string> files_;
  std::unordered_map<std::string, Place> places_;  // by digest
};

}  // namespace pawl::waiting
