// Reads what a mock answers, as pawl.yaml and test files write it.
#pragma once
#include "source/document.h"
#include "tasks/binding.h"
#include "tasks/config_reader.h"

namespace pawl::tasks {

/// `{return: …}`, `{throw: …}`, each with `attempt`, `call`, `index`, `when` and `delay`, or a list of them.
/// What is wrong is reported to the reader.
MockBinding read_mock(ConfigReader& reader, const source::Node& node);

}  // namespace pawl::tasks
