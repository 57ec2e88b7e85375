// The integrations that run a job (.sync): how the API is asked about what was started (AWS guide: "Run a
// Job", and the API reference of each service).
#pragma once
#include <span>
#include <string_view>

namespace pawl::aws {

/// Names are those of Step Functions: capitals first. A request is a list of "Name=source" with blanks
/// between; a source is a path in the answer that started the job ("Tasks[0].TaskArn"), one in the Task's
/// parameters ("$ClusterName"), or a text ("#reason"). "Name[]=source" makes a list of one.
struct JobIntegration {
  std::string_view service;
  std::string_view action;
  std::string_view describe;     // "batch:describeJobs"
  std::string_view question;     // its request
  std::string_view status;       // where its answer has the state: "Jobs[0].Status"
  std::string_view succeeded;    // states in which the job is done, with blanks between
  std::string_view failed;       // states in which it has failed
  std::string_view result;       // what of the answer is the result; empty: all; "Build=Builds[0]": an object
  std::string_view cancel = {};  // "batch:terminateJob"; empty: nothing stops the job
  std::string_view cancellation = {};  // its request
  bool ends_gone = false;              // that the job's resource does not exist is success
};

/// Null pointer: the action has no .sync.
const JobIntegration* find_job_integration(std::string_view service, std::string_view action);

/// An optimized integration whose parameters are not those of the API's action.
struct AdaptedIntegration {
  std::string_view service;
  std::string_view action;
  std::string_view api;      // "emr:addJobFlowSteps"; empty: it cannot be called from here
  std::string_view request;  // as above, of parameters
  std::string_view answer;   // "StepId=StepIds[0]"; empty: as the API has it
};

/// Null pointer: the parameters are the API's.
const AdaptedIntegration* find_adapted_integration(std::string_view service, std::string_view action);

}  // namespace pawl::aws
