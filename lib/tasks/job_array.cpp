#include "tasks/job_array.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/small_file.h"
#include "tasks/command_line.h"

namespace pawl::tasks {
namespace {

tl::unexpected<Error> failed(const std::string& what) {
  return fail(what + ": " + std::generic_category().message(errno));
}

/// The number is that of Slurm, Grid Engine, PBS or LSF, else the first argument.
std::string script(const std::string& folder) {
  return "#!/bin/sh\n"
         "# Runs one task of pawl, a job of an array.\n"
         "n=${SLURM_ARRAY_TASK_ID:-${SGE_TASK_ID:-${PBS_ARRAY_INDEX:-${LSB_JOBINDEX:-$1}}}}\n"
         "exec " +
         shell_word(folder) + "/\"$n\"/run.sh\n";
}

}  // namespace

Result<JobFolder> make_job_array(const std::string& folder, const std::vector<const JobFolder*>& jobs,
                                 uint64_t first) {
  std::string path = folder + "/array-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return failed("cannot make a folder in '" + folder + "'");
  for (const JobFolder* job : jobs) {
    const std::string link = path + "/" + std::to_string(first);
    if (::symlink(job->path().c_str(), link.c_str()) != 0) return failed("cannot make '" + link + "'");
    PAWL_CHECK(job->keep_array({path, first}));
    ++first;
  }
  const std::string run = path + "/run.sh";
  PAWL_CHECK(write_file(run, script(path), IfThere::Replace, Sync::No));
  if (::chmod(run.c_str(), S_IRWXU) != 0) return failed("cannot make '" + run + "'");
  PAWL_CHECK(sync_around(path));
  return JobFolder(std::move(path));
}

}  // namespace pawl::tasks
