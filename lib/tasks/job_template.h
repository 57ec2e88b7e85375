// Batch systems: how a command is handed to one, asked for and cancelled there (`via:` in pawl.yaml), and the
// systems that pawl knows by itself.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pawl::tasks {

using Words = std::vector<std::string>;

/// A batch system. Its commands hold placeholders: `{job}`, the folder of the job, whose `run.sh` is to be
/// run;
/// `{name}`, the state's name as a word; `{id}`, in a word of its own one word for each job; `{ids}`, all of
/// them with commas; and the task's resources.
struct JobTemplate {
  std::string name;
  Words submit;  // prints the job's id
  /// Submits many jobs at once and prints the array's id; empty: each is submitted by itself. `{job}` is the
  /// array's folder; its jobs are numbered from 0 to `{last}`, or from 1 to `{count}` where that stands
  /// there.
  Words array;
  std::string array_id = "{id}_{index}";  // of one job in an array
  Words status;  // prints a line for each job that is not over: its id, and perhaps its state; empty: never
                 // asked
  Words cancel;
  int64_t poll_seconds = 15;  // between two questions for the status
};

/// What `via: NAME` puts in front of a command, or hands it to.
struct Via {
  Words prefix;                    // empty: see `job`
  bool takes_one_word = false;     // the command follows as one word, quoted for a shell, as ssh takes it
  std::optional<JobTemplate> job;  // a batch system
};

/// slurm, slurm-array, sge, kubernetes, ssh, task-spooler; null pointer: another name.
const Via* known_via(std::string_view name);
std::vector<std::string_view> known_via_names();

/// `words` with `values` put in. An option with a placeholder that has no value and is not one of `kept` is
/// left out (`--mem={memory}`, or `-q {queue}` with both its words), so that a resource that a task does not
/// name costs nothing. Errors: such a placeholder in a word that is no option; the message is its name.
Result<Words> fill_words(const Words& words, const std::map<std::string, std::string>& values,
                         const std::vector<std::string_view>& kept = {});

/// What is filled when a job is submitted, and when it is asked for or cancelled.
inline const std::vector<std::string_view> kSubmitPlaceholders = {"job", "name"};
inline const std::vector<std::string_view> kArrayPlaceholders = {"job", "name", "last", "count"};
inline const std::vector<std::string_view> kIdPlaceholders = {"id", "ids"};

/// Whether the words hold the placeholder: "{job}".
bool holds(const Words& words, std::string_view placeholder);

/// `{id}` and `{ids}` of a status or cancel command, in which nothing else is left to fill.
Words fill_ids(const Words& words, const std::vector<std::string>& ids);

}  // namespace pawl::tasks
