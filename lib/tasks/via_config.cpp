#include "tasks/via_config.h"

#include <algorithm>

#include "base/suggestion.h"
#include "tasks/config_reader.h"

namespace pawl::tasks {
namespace {

using source::Node;
using source::NodeMember;

constexpr int64_t kMostSeconds = 86'400;

/// What fill_words() gives, or an error at `name`.
Words filled(ConfigReader& reader, const Node& name, const Words& words,
             const std::map<std::string, std::string>& resources,
             const std::vector<std::string_view>& kept = {}) {
  auto result = fill_words(words, resources, kept);
  if (result) return std::move(*result);
  reader.error(
      name,
      "'" + reader.text(name, "'via'").value_or("") + "' needs to know '" + result.error().message + "'",
      "add resources: {" + result.error().message + ": …} to the task");
  return {};
}

}  // namespace

Via read_via(ConfigReader& reader, const NodeMember& member) {
  Via via;
  if (member.value.kind == Node::Kind::Array) {
    via.prefix = reader.texts(member.value, "the prefix '" + member.key + "'");
    return via;
  }
  JobTemplate job;
  job.name = member.key;
  const auto into = [&reader](Words& words) {
    return [&reader, &words](const NodeMember& m) { words = reader.texts(m.value, "'" + m.key + "'"); };
  };
  reader.object(member.value, "'" + member.key + "'",
                {{"submit", into(job.submit)},
                 {"array", into(job.array)},
                 {"array_id",
                  [&](const NodeMember& m) {
                    job.array_id = reader.text(m.value, "'array_id'").value_or(job.array_id);
                  }},
                 {"status", into(job.status)},
                 {"cancel", into(job.cancel)},
                 {"poll", [&](const NodeMember& m) {
                    job.poll_seconds =
                        reader.integer(m.value, "'poll'", 1, kMostSeconds).value_or(job.poll_seconds);
                  }}});
  const auto need_job = [&](const Words& words, const std::string& key) {
    if (holds(words, "{job}")) return;
    reader.error(member.value, "'" + key + "' of '" + member.key + "' has no {job}",
                 "the script that the job runs is {job}/run.sh");
  };
  need_job(job.submit, "submit");
  if (!job.array.empty()) {
    need_job(job.array, "array");
    if (!holds(job.array, "{last}") && !holds(job.array, "{count}")) {
      reader.error(member.value, "'array' of '" + member.key + "' has neither {last} nor {count}",
                   "the jobs are numbered from 0 to {last}, or from 1 to {count}");
    }
    if (job.array_id.find("{index}") == std::string::npos) {
      reader.error(member.value, "'array_id' of '" + member.key + "' has no {index}",
                   "the ids of an array's jobs differ by it: \"{id}_{index}\"");
    }
  }
  via.job = std::move(job);
  return via;
}

void apply_via(ConfigReader& reader, const Vias& own, const Node& name,
               const std::map<std::string, std::string>& resources, Binding& binding) {
  const std::string text = reader.text(name, "'via'").value_or("");
  const auto found = own.find(text);
  const Via* via = found != own.end() ? &found->second : known_via(text);
  if (via == nullptr) {
    std::vector<std::string_view> names = known_via_names();
    for (const auto& [known, unused] : own) names.push_back(known);
    const std::string_view nearest = nearest_name(text, names);
    return reader.error(name, "'via' of the file has no '" + text + "', and it is none that pawl knows",
                        nearest.empty() ? "" : "did you mean '" + std::string(nearest) + "'?");
  }
  if (!via->job) {
    binding.prefix = filled(reader, name, via->prefix, resources);
    binding.prefix_takes_one_word = via->takes_one_word;
    return;
  }
  auto* exec = std::get_if<ExecBinding>(&binding.target);
  if (exec == nullptr) return;  // reported: 'via' belongs to commands
  JobTemplate system = *via->job;
  system.submit = filled(reader, name, system.submit, resources, kSubmitPlaceholders);
  system.array = filled(reader, name, system.array, resources, kArrayPlaceholders);
  for (Words* words : {&system.status, &system.cancel})
    *words = filled(reader, name, *words, resources, kIdPlaceholders);
  binding.target = JobBinding{.command = std::move(*exec), .system = std::move(system)};
}

}  // namespace pawl::tasks
