// The folder of a job array: jobs that were handed to a batch system at once, each of which has a folder of
// its own beside it.
//
//   run.sh  what the array's jobs run: each goes by its number to the run.sh of its own folder
//   id      of the array, once it was submitted
#pragma once
#include <string>
#include <vector>

#include "tasks/job_folder.h"

namespace pawl::tasks {

/// Makes the folder of an array of `jobs` in `folder`, and notes it in theirs; they are numbered from `first`
/// on. All of it is durable when it returns, with what the folders held before. Errors: the system's.
Result<JobFolder> make_job_array(const std::string& folder, const std::vector<const JobFolder*>& jobs,
                                 uint64_t first);

}  // namespace pawl::tasks
