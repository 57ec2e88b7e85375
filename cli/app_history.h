// What the commands about runs that were can be told; `resume` shares its flags with `run`, in app.cpp.
#pragma once
#include "cli/options.h"

namespace CLI {
class App;
}

namespace pawl::cli {

/// Each declares the options of one command.
void add_replay(CLI::App& app, ReplayOptions& replay);
void add_ls(CLI::App& app, LsOptions& ls);
void add_show(CLI::App& app, ShowOptions& show);
void add_tail(CLI::App& app, TailOptions& tail);
void add_stop(CLI::App& app, StopOptions& stop);
void add_gc(CLI::App& app, GcOptions& gc);
void add_mock(CLI::App& app, MockOptions& mock);

}  // namespace pawl::cli
