// The rules, each defined in the file of its name.
#pragma once
#include "rules/rule.h"

namespace pawl::rules {

extern const Rule kNoTerminalState;
extern const Rule kUnreachableState;
extern const Rule kResourceArn;
extern const Rule kResourceNotRecognized;
extern const Rule kCredentials;
extern const Rule kHeartbeatBelowTimeout;
extern const Rule kExpressIntegration;
extern const Rule kExpressDistributedMap;

}  // namespace pawl::rules
