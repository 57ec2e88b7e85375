// What Workflow::load() makes of a file: the definition, and what its tasks do here.
#pragma once
#include <pawl/pawl.h>

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "tasks/resolve.h"

namespace pawl::api {

struct Loaded {
  source::Document document;
  std::unique_ptr<asl::StateMachine> machine;
  source::Diagnostics diagnostics;  // in the order of the text
  std::string machine_name;
  Limits limits = Limits::Aws;
  tasks::Resolved tasks;  // of a machine that can be run

  [[nodiscard]] bool is_valid() const { return machine != nullptr && !source::has_errors(diagnostics); }
};

/// Errors: the file or the configuration cannot be read. What is wrong in the definition is in `diagnostics`.
tl::expected<Loaded, Failure> load(const std::string& path, const LoadOptions& options);

}  // namespace pawl::api
