#include "asl/state_machine.h"

namespace pawl::asl {

std::string_view name_of(StateType type) {
  switch (type) {
    case StateType::Pass: return "Pass";
    case StateType::Task: return "Task";
    case StateType::Choice: return "Choice";
    case StateType::Wait: return "Wait";
    case StateType::Succeed: return "Succeed";
    case StateType::Fail: return "Fail";
    case StateType::Parallel: return "Parallel";
    case StateType::Map: return "Map";
  }
  return {};
}

}  // namespace pawl::asl
