// Bindings to the Lambda functions of a template, so that a project of SAM runs without a configuration.
#pragma once
#include <string>
#include <vector>

#include "source/lambda_resources.h"
#include "tasks/binding.h"

namespace pawl::tasks {

struct NamedFunction {
  std::string id;    // logical id
  std::string name;  // of the function
  Binding binding;
};

/// `file`: the template's path. A function that cannot run here has a binding that says why.
std::vector<NamedFunction> bind_functions(const std::vector<source::LambdaResource>& functions,
                                          const std::string& file);

/// The function that a FunctionName or an ARN names; null pointer: none of them.
const NamedFunction* find_function(const std::vector<NamedFunction>& functions, std::string_view name);

}  // namespace pawl::tasks
