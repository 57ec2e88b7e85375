// A workflow ready to run: the definition with what its tasks do here. Everything that can be wrong before
// the first state runs is found by making one.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/definition.h"
#include "cli/options.h"
#include "cli/terminal/console.h"
#include "tasks/config.h"
#include "tasks/resolve.h"

namespace pawl::cli {

struct Workflow {
  Definition definition;
  std::optional<tasks::Config> config;
  std::string machine_name;
  tasks::Resolved tasks;
  RunOptions::Limits limits = RunOptions::Limits::Aws;  // never Config
};

/// Why there is none: what to print, and the exit code.
struct Refusal {
  int exit_code;
  std::string text;  // lines for standard error
};

/// Reads definition, configuration and mocks. Unbound tasks are no refusal here: see refuse_unbound().
tl::expected<Workflow, Refusal> load_workflow(const RunOptions& options, const Console& console);

/// The same for a definition that is valid and at hand; options.definition only says where it comes from.
tl::expected<Workflow, Refusal> bind_workflow(Definition definition, const RunOptions& options,
                                              const Console& console);

/// The refusal that lists every task which cannot run, with what to write; nullopt if all can.
std::optional<Refusal> refuse_unbound(const Workflow& workflow, const Console& console);

}  // namespace pawl::cli
