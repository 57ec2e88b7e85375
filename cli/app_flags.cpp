#include "cli/app_flags.h"

namespace pawl::cli {

void add_assignments(CLI::App& app, const std::string& flag, Assignments& into, const std::string& form,
                     const std::string& help) {
  const std::string name = flag.substr(flag.rfind("--"));
  app.add_option_function<std::vector<std::string>>(
         flag,
         [&into, name, form](const std::vector<std::string>& values) {
           for (const std::string& value : values) {
             const size_t equals = value.find('=');
             if (equals == 0 || equals == std::string::npos) {
               throw CLI::ValidationError(name,
                                          fmt::format("'{}' must have the form {}", printable(value), form));
             }
             into.emplace_back(value.substr(0, equals), value.substr(equals + 1));
           }
         },
         help)
      ->type_name(form)
      ->allow_extra_args(false);
}

}  // namespace pawl::cli
