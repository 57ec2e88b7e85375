// What a user chooses for the service.
#pragma once
#include <optional>
#include <string>

#include "history/writer.h"
#include "runtime/run.h"
#include "workflow/settings.h"

namespace pawl::service {

struct ServiceSettings {
  std::string state_folder;  // machines, runs, activities, tasks that wait
  std::string region = "us-east-1";
  std::string account = "123456789012";
  std::string directory;        // absolute: where machines that calls make look for pawl.yaml
  workflow::Settings workflow;  // for all machines
  runtime::TimeMode time;
  history::Durability durability = history::Durability::Batch;
  std::optional<uint32_t> jobs;  // as runs::Bounds has it
  bool allows_exec = false;      // machines that calls make may have tasks with native commands
};

}  // namespace pawl::service
