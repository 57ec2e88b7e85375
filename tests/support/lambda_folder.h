// A folder with the code of Lambda functions, and bindings to them.
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "asl/state.h"
#include "support/process.h"
#include "tasks/binding.h"

namespace pawl::test {

class LambdaFolder {
 public:
  /// A function of a file that is written here: "app.py", "main".
  [[nodiscard]] tasks::Binding function(const std::string& file, std::string_view text,
                                        const std::string& name = "main") const {
    (void)folder.write(file, text);
    tasks::LambdaBinding code;
    const bool is_python = file.ends_with(".py");
    code.language = is_python ? tasks::LambdaBinding::Language::Python : tasks::LambdaBinding::Language::Node;
    code.file = file;
    code.function = name;
    code.handler = file.substr(0, file.rfind('.')) + "." + name;
    return bound(std::move(code));
  }
  [[nodiscard]] tasks::Binding program(std::vector<std::string> argv) const {
    tasks::LambdaBinding code;
    code.argv = std::move(argv);
    return bound(std::move(code));
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  [[nodiscard]] std::string read(const std::string& name) const {
    return testing_support::read_text(folder.path() / name);
  }

  testing_support::TemporaryFolder folder;

 private:
  [[nodiscard]] tasks::Binding bound(tasks::LambdaBinding code) const {
    tasks::Binding binding;
    binding.target = std::move(code);
    binding.directory = folder.path().string();
    return binding;
  }
};

inline tasks::LambdaBinding& code_of(tasks::Binding& binding) {
  return std::get<tasks::LambdaBinding>(binding.target);
}

/// A Task state "Work" with this Resource.
inline asl::State task_of(std::string_view resource) {
  asl::State state;
  state.name = "Work";
  asl::Task task;
  task.resource = asl::Resource::parse(resource);
  state.kind = std::move(task);
  return state;
}

inline bool has_node() {
  return ::access("/usr/bin/node", X_OK) == 0 || ::access("/usr/local/bin/node", X_OK) == 0;
}

}  // namespace pawl::test
