// The rules that are not the reader's, each defined in the file of its family.
#pragma once
#include "rules/rule.h"

namespace pawl::rules {

// What AWS refuses.
extern const Rule kNoTerminalState;
extern const Rule kUnreachableState;
extern const Rule kResourceArn;
extern const Rule kResourceNotRecognized;
extern const Rule kCredentials;
extern const Rule kHeartbeatBelowTimeout;
extern const Rule kExpressIntegration;
extern const Rule kExpressDistributedMap;

// Advice.
extern const Rule kNoPathToEnd;
extern const Rule kLoopWithoutWait;
extern const Rule kCatchToSelf;
extern const Rule kChoiceNoDefault;
extern const Rule kChoiceDeadRule;
extern const Rule kChoiceSameTarget;
extern const Rule kUnknownError;
extern const Rule kUncatchableError;
extern const Rule kErrorNeverGiven;
extern const Rule kShadowedEntry;
extern const Rule kRetryZeroAttempts;
extern const Rule kCallbackNoToken;
extern const Rule kCallbackNoTimeout;
extern const Rule kTokenNoCallback;
extern const Rule kContextField;
extern const Rule kMapItemOutsideMap;
extern const Rule kPathNeverProduced;
extern const Rule kJsonpathDialect;
extern const Rule kUndefinedVariable;
extern const Rule kMaybeUndefinedVariable;
extern const Rule kUnusedVariable;
extern const Rule kVariableOfOuterScope;
extern const Rule kNoDollar;
extern const Rule kPassResultIsStatic;
extern const Rule kNoPath;
extern const Rule kJsonataInJsonpath;
extern const Rule kJsonpathInJsonata;
extern const Rule kIntrinsicArguments;
extern const Rule kTimeoutNeverComes;
extern const Rule kRetryOutlivesExecution;
extern const Rule kDistributedOnly;
extern const Rule kMapConcurrency;
extern const Rule kExpressChild;
extern const Rule kDeprecatedMapField;
extern const Rule kRequiredParameter;
extern const Rule kUnknownParameter;
extern const Rule kNewerThanTable;
extern const Rule kLambdaTransient;
extern const Rule kDefinitionSize;
extern const Rule kPayloadSize;
extern const Rule kSecret;
extern const Rule kHardCodedAccount;
extern const Rule kPlaceholderLeft;
extern const Rule kFailWithoutError;
extern const Rule kYamlImplicitType;
extern const Rule kNotPortable;
extern const Rule kSuppression;
extern const Rule kUnusedSuppression;

}  // namespace pawl::rules
