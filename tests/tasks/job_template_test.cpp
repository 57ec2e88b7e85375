#include "tasks/job_template.h"

#include <doctest/doctest.h>

#include "tasks/config.h"

using namespace pawl;
using namespace pawl::tasks;

namespace {

ConfigResult read(const std::string& via, const std::string& task) {
  return read_config("/conf/pawl.yaml", via + "tasks:\n  - {state: A, exec: [./work, x], " + task + "}\n",
                     source::Format::Yaml);
}

std::string findings(const std::string& via, const std::string& task) {
  const ConfigResult result = read(via, task);
  return describe(result.document, result.diagnostics);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("placeholders: an option without a value is left out, a word without one is missed") {
    const Words words = {"run", "--mem={memory}", "-q", "{queue}", "{job}/run.sh", "{\"a\": 1}"};
    CHECK(fill_words(words, {{"memory", "4G"}, {"queue", "all"}}, {"job"}).value() ==
          Words{"run", "--mem=4G", "-q", "all", "{job}/run.sh", "{\"a\": 1}"});
    CHECK(fill_words(words, {{"job", "/j"}}).value() == Words{"run", "/j/run.sh", "{\"a\": 1}"});
    CHECK(fill_words({"ssh", "{host}"}, {}).error().message == "host");
    CHECK(fill_ids({"cancel", "--in={job}"}, {"1"}) == Words{"cancel"});
    CHECK(fill_ids({"cancel", "{id}"}, {"1", "2"}) == Words{"cancel", "1", "2"});
    CHECK(fill_ids({"status", "--jobs={ids}"}, {"1", "2"}) == Words{"status", "--jobs=1,2"});
  }

  TEST_CASE("via: names that pawl knows, with the task's resources") {
    const ConfigResult slurm = read("", "via: slurm, resources: {cpus: 4, memory: 8G}");
    REQUIRE(slurm.diagnostics.empty());
    const auto& job = std::get<JobBinding>(slurm.config.tasks.at(0).binding.target);
    CHECK(job.command.argv == Words{"./work", "x"});
    CHECK(job.system.submit == Words{"sbatch", "--parsable", "--job-name={name}", "--cpus-per-task=4",
                                     "--mem=8G", "--output={job}/log", "{job}/run.sh"});
    const ConfigResult ssh = read("", "via: ssh, resources: {host: node7}");
    REQUIRE(ssh.diagnostics.empty());
    CHECK(ssh.config.tasks.at(0).binding.prefix == Words{"ssh", "-o", "BatchMode=yes", "node7"});
    CHECK(ssh.config.tasks.at(0).binding.prefix_takes_one_word);
    const ConfigResult own =
        read("via: {slurm: [srun, '--mem={memory}']}\n", "via: slurm, resources: {memory: 1G}");
    REQUIRE(own.diagnostics.empty());
    CHECK(own.config.tasks.at(0).binding.prefix == Words{"srun", "--mem=1G"});
  }

  TEST_CASE("via: slurm-array submits jobs at once") {
    const ConfigResult slurm = read("", "via: slurm-array, resources: {cpus: 4}");
    REQUIRE(slurm.diagnostics.empty());
    const auto& job = std::get<JobBinding>(slurm.config.tasks.at(0).binding.target);
    CHECK(job.system.array == Words{"sbatch", "--parsable", "--job-name={name}", "--cpus-per-task=4",
                                    "--array=0-{last}", "--output={job}/log.%a", "{job}/run.sh"});
    CHECK(job.system.array_id == "{id}_{index}");
  }

  TEST_CASE("via: what is wrong is said with what to do") {
    CHECK(has(findings("", "via: slurn"), "did you mean 'slurm'?"));
    CHECK(has(findings("", "via: ssh"), "needs to know 'host'; add resources: {host: …}"));
    CHECK(has(findings("via: {q: {submit: [sub, run.sh]}}\n", "via: q"), "'submit' of 'q' has no {job}"));
    CHECK(
        has(findings("via: {q: {submit: [sub, '{job}/run.sh', '{id}']}}\n", "via: q"), "needs to know 'id'"));
    CHECK(has(findings("via: {q: {submit: [sub, '{job}/run.sh'], cancel: [end, '{job}']}}\n", "via: q"),
              "needs to know 'job'"));
    CHECK(has(findings("", "resources: {cpus: 1}"), "'via', which is not there"));
    const std::string submit = "via: {q: {submit: [sub, '{job}/run.sh'], ";
    CHECK(has(findings(submit + "array: [sub, '{last}']}}\n", "via: q"), "'array' of 'q' has no {job}"));
    CHECK(has(findings(submit + "array: [sub, '{job}/run.sh']}}\n", "via: q"),
              "has neither {last} nor {count}"));
    CHECK(has(findings(submit + "array: [sub, '{job}', '{last}'], array_id: '{id}'}}\n", "via: q"),
              "'array_id' of 'q' has no {index}"));
  }
}
