// Options that several commands have.
#pragma once
#include <string_view>

#include "cli/arguments/option_list.h"
#include "cli/options.h"

namespace pawl::cli {

/// The help of an operand or option that names a run.
inline constexpr std::string_view kRunHelp =
    "A run: its name, the beginning of its name, @last, or a history file";

/// How a run is executed: `run` and `resume`.
void add_running_options(OptionList& list, RunningOptions& run, Assignments& substitutions);
void add_limits(OptionList& list, workflow::Settings& settings);

void add_type(OptionList& list, asl::WorkflowType& type);

/// The definitions to check, and how: `validate` and `lint`.
Option& add_file_operands(OptionList& list, ValidateOptions& options);
void add_check_options(OptionList& list, ValidateOptions& options);

}  // namespace pawl::cli
