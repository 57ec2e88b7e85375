// Messages about arguments that mean nothing, with the nearest thing that does.
#pragma once
#include <string>
#include <vector>

namespace pawl::cli {

/// What could have stood there.
struct Known {
  std::vector<std::string> flags;     // "--name"
  std::vector<std::string> commands;  // empty after a command
};

/// The first flag given as `--flag=`, of which CLI11 would take the next argument for its value; empty: none.
std::string flag_without_value(const std::vector<std::string>& arguments);

/// The message about `argument`.
std::string unexpected(const Known& known, const std::string& argument);

}  // namespace pawl::cli
