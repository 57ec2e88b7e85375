// Reads `expect` of a case.
#pragma once
#include "source/document.h"
#include "tasks/config_reader.h"
#include "testing/expectation.h"

namespace pawl::testing {

/// What is wrong is reported to the reader.
Expectations read_expectations(tasks::ConfigReader& reader, const source::Node& node);

}  // namespace pawl::testing
