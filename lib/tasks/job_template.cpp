#include "tasks/job_template.h"

#include <algorithm>

namespace pawl::tasks {
namespace {

const std::map<std::string, Via, std::less<>>& presets() {
  static const std::map<std::string, Via, std::less<>> all = [] {
    std::map<std::string, Via, std::less<>> vias;
    const auto add_job = [&vias](JobTemplate job) {
      const std::string name = job.name;
      vias[name] = Via{.prefix = {}, .job = std::move(job)};
    };
    const auto sbatch = [](const Words& options) {
      Words words = {"sbatch",         "--parsable",    "--job-name={name}",       "--cpus-per-task={cpus}",
                     "--mem={memory}", "--time={time}", "--partition={partition}", "--account={account}",
                     "--qos={qos}",    "--gres={gres}"};
      words.insert(words.end(), options.begin(), options.end());
      words.emplace_back("{job}/run.sh");
      return words;
    };
    const JobTemplate slurm{.name = "slurm",
                            .submit = sbatch({"--output={job}/log"}),
                            .status = {"squeue", "--noheader", "--array", "--format=%i %T", "--jobs={ids}"},
                            .cancel = {"scancel", "{id}"}};
    add_job(slurm);
    JobTemplate slurm_array = slurm;
    slurm_array.name = "slurm-array";
    slurm_array.array = sbatch({"--array=0-{last}", "--output={job}/log.%a"});
    add_job(slurm_array);
    add_job(
        {.name = "sge",
         .submit = {"qsub", "-terse", "-V", "-j", "y", "-N", "{name}", "-o", "{job}/log", "-l", "h_rt={time}",
                    "-l", "h_vmem={memory}", "-q", "{queue}", "-pe", "{pe}", "{job}/run.sh"},
         .status = {"qstat"},
         .cancel = {"qdel", "{id}"}});
    add_job({.name = "task-spooler",
             .submit = {"tsp", "-N", "{slots}", "{job}/run.sh"},
             .status = {"tsp"},
             .cancel = {"/bin/sh", "-c", "for id do tsp -r \"$id\" || tsp -k \"$id\"; done", "sh", "{id}"},
             .poll_seconds = 5});
    // A pod needs a name of its own for each attempt.
    vias["kubernetes"] =
        Via{.prefix = {"/bin/sh", "-c",
                       "exec kubectl run \"pawl-$$-$(date +%s%N)\" --stdin --rm --quiet "
                       "--restart=Never \"$@\"",
                       "sh", "--namespace={namespace}", "--image", "{image}", "--command", "--"},
            .job = {}};
    vias["ssh"] = Via{.prefix = {"ssh", "-o", "BatchMode=yes", "{host}"}, .takes_one_word = true, .job = {}};
    return vias;
  }();
  return all;
}

/// A placeholder at `at`: its name between the braces, letters and underscores only.
std::string_view placeholder_at(std::string_view word, size_t at) {
  const size_t close = word.find('}', at);
  if (word[at] != '{' || close == std::string_view::npos) return {};
  const std::string_view name = word.substr(at + 1, close - at - 1);
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return std::all_of(name.begin(), name.end(), is_name) ? name : std::string_view();
}

}  // namespace

const Via* known_via(std::string_view name) {
  const auto found = presets().find(name);
  return found == presets().end() ? nullptr : &found->second;
}

std::vector<std::string_view> known_via_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, via] : presets()) names.push_back(name);
  return names;
}

Result<Words> fill_words(const Words& words, const std::map<std::string, std::string>& values,
                         const std::vector<std::string_view>& kept) {
  Words filled;
  for (const std::string& word : words) {
    std::string text;
    std::string missing;
    for (size_t at = 0; at < word.size();) {
      const std::string_view name = placeholder_at(word, at);
      if (name.empty()) {
        text += word[at++];
        continue;
      }
      if (const auto value = values.find(std::string(name)); value != values.end()) {
        text += value->second;
      } else if (std::find(kept.begin(), kept.end(), name) != kept.end()) {
        text.append(word, at, name.size() + 2);
      } else {
        missing = name;
      }
      at += name.size() + 2;
    }
    if (missing.empty()) {
      filled.push_back(std::move(text));
    } else if (!word.starts_with('-')) {
      if (filled.empty() || !filled.back().starts_with('-')) return fail(missing);
      filled.pop_back();
    }
  }
  return filled;
}

bool holds(const Words& words, std::string_view placeholder) {
  return std::any_of(words.begin(), words.end(), [placeholder](const std::string& word) {
    return word.find(placeholder) != std::string::npos;
  });
}

Words fill_ids(const Words& words, const std::vector<std::string>& ids) {
  std::string joined;
  for (const std::string& id : ids) joined += (joined.empty() ? "" : ",") + id;
  Words filled;
  for (const std::string& word : words) {
    if (word == "{id}") {
      filled.insert(filled.end(), ids.begin(), ids.end());
    } else {
      const auto one = fill_words({word}, {{"ids", joined}, {"id", joined}});
      if (one) filled.insert(filled.end(), one->begin(), one->end());
    }
  }
  return filled;
}

}  // namespace pawl::tasks
