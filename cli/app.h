// The command line as a whole: reads the arguments, calls the command, returns the exit code.
#pragma once

namespace pawl::cli {

int main_app(int argc, char** argv);

}  // namespace pawl::cli
