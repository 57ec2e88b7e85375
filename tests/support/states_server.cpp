#include "support/states_server.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/timestamp.h"

namespace pawl::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kArn = "arn:aws:states:us-east-1:123456789012:";

ServedResponse ok(const Json& body) {
  ServedResponse response;
  response.body = body.dump();
  return response;
}

}  // namespace

ServedResponse api_error(const std::string& code, const std::string& message, int status) {
  ServedResponse response =
      ok({{"__type", "com.amazonaws.swf.service.v2.model#" + code}, {"message", message}});
  response.status = status;
  response.status_text = "Refused";
  return response;
}

std::vector<std::string> api_events(const std::string& history) {
  std::vector<std::string> events;
  std::istringstream lines(history);
  for (std::string line; std::getline(lines, line);) {
    Json event = Json::parse(line);
    event.erase("pawl");
    event["timestamp"] = static_cast<double>(*parse_timestamp(event["timestamp"].get<std::string>())) / 1000;
    events.push_back(event.dump());
  }
  return events;
}

StatesServer::StatesServer() : server_([this](const ServedRequest& request) { return answer(request); }) {}

void StatesServer::play(PlayedEvents played) {
  const std::lock_guard lock(mutex_);
  played_ = std::move(played);
}

void StatesServer::answer_next(const std::string& action, ServedResponse response) {
  const std::lock_guard lock(mutex_);
  next_.emplace_back(action, std::move(response));
}

void StatesServer::be_slow_to_update() {
  const std::lock_guard lock(mutex_);
  is_slow_ = true;
}

void StatesServer::forget_tokens() {
  const std::lock_guard lock(mutex_);
  token_mark_ += "a";
}

size_t StatesServer::calls(const std::string& action) const {
  const std::lock_guard lock(mutex_);
  return static_cast<size_t>(
      std::count_if(calls_.begin(), calls_.end(), [&](const auto& call) { return call.first == action; }));
}

std::string StatesServer::last(const std::string& action) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(calls_.rbegin(), calls_.rend(), [&](const auto& call) { return call.first == action; });
  return found != calls_.rend() ? found->second : "";
}

std::string StatesServer::header(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = headers_.find(name);
  return found != headers_.end() ? found->second : "";
}

ServedResponse StatesServer::answer(const ServedRequest& request) {
  const std::lock_guard lock(mutex_);
  headers_ = request.headers;
  const std::string target = headers_["x-amz-target"];
  const std::string action = target.substr(target.find('.') + 1);
  calls_.emplace_back(action, request.body);
  const auto next =
      std::find_if(next_.begin(), next_.end(), [&](const auto& one) { return one.first == action; });
  if (next != next_.end()) {
    ServedResponse response = std::move(next->second);
    next_.erase(next);
    return response;
  }
  if (action == "GetExecutionHistory") return history(request.body);
  if (action == "StartExecution") return start(request.body);
  if (action == "StopExecution") return stop(request.body);
  return machines(action, request.body);
}

ServedResponse StatesServer::machines(const std::string& action, const std::string& body) {
  const Json asked = Json::parse(body);
  if (action == "ListStateMachines") {
    // One to a page: what is looked for may be on any.
    const size_t at = asked.contains("nextToken") ? std::stoul(asked["nextToken"].get<std::string>()) : 0;
    Json found = Json::array();
    auto machine = machines_.begin();
    std::advance(machine, static_cast<long>(std::min(at, machines_.size())));
    if (machine != machines_.end())
      found.push_back({{"name", machine->first}, {"stateMachineArn", machine->second.arn}});
    Json page = {{"stateMachines", found}};
    if (at + 1 < machines_.size()) page["nextToken"] = std::to_string(at + 1);
    return ok(page);
  }
  if (action == "CreateStateMachine") {
    const std::string name = asked["name"];
    machines_[name] = {std::string(kArn) + "stateMachine:" + name, asked["definition"], asked["roleArn"], {}};
    return ok({{"stateMachineArn", machines_[name].arn}, {"creationDate", 1.5}});
  }
  const bool is_for_execution = action == "DescribeStateMachineForExecution";
  if (is_for_execution) {
    const auto execution = executions_.find(asked["executionArn"]);
    if (execution == executions_.end()) return api_error("ExecutionDoesNotExist", "Execution Does Not Exist");
    return ok({{"stateMachineArn", machines_[execution->second.machine].arn},
               {"name", execution->second.machine},
               {"definition", execution->second.definition},
               {"roleArn", machines_[execution->second.machine].role}});
  }
  for (auto& [name, machine] : machines_) {
    if (machine.arn != asked["stateMachineArn"]) continue;
    if (action == "UpdateStateMachine") {
      machine.before = std::exchange(machine.definition, asked["definition"]);
      machine.role = asked["roleArn"];
      return ok({{"updateDate", 1.5}});
    }
    return ok({{"stateMachineArn", machine.arn},
               {"name", name},
               {"definition", machine.definition},
               {"roleArn", machine.role}});
  }
  return api_error("StateMachineDoesNotExist", "State Machine Does Not Exist");
}

ServedResponse StatesServer::start(const std::string& body) {
  const Json asked = Json::parse(body);
  const std::string machine_arn = asked["stateMachineArn"];
  const std::string machine = machine_arn.substr(machine_arn.rfind(':') + 1);
  const std::string arn = std::string(kArn) + "execution:" + machine + ":" + asked["name"].get<std::string>();
  const Machine& known = machines_[machine];
  executions_[arn] = {played_, 0, machine,
                      is_slow_ && !known.before.empty() ? known.before : known.definition};
  return ok({{"executionArn", arn}, {"startDate", 1.5}});
}

ServedResponse StatesServer::stop(const std::string& body) {
  const Json asked = Json::parse(body);
  const auto found = executions_.find(asked["executionArn"]);
  if (found == executions_.end()) return api_error("ExecutionDoesNotExist", "Execution Does Not Exist");
  Execution& execution = found->second;
  auto& events = execution.played.events;
  events.resize(std::min(events.size(), execution.shown));
  Json details = Json::object();
  for (const char* member : {"error", "cause"}) {
    if (asked.contains(member) && asked[member] != "") details[member] = asked[member];
  }
  events.push_back(Json({{"timestamp", 2e9},
                         {"type", "ExecutionAborted"},
                         {"id", events.size() + 1},
                         {"previousEventId", 0},
                         {"executionAbortedEventDetails", details}})
                       .dump());
  execution.shown = events.size();
  return ok({{"stopDate", 1.5}});
}

ServedResponse StatesServer::history(const std::string& body) {
  const Json asked = Json::parse(body);
  const auto found = executions_.find(asked["executionArn"]);
  if (found == executions_.end()) {
    return api_error("ExecutionDoesNotExist",
                     "Execution Does Not Exist: '" + asked["executionArn"].get<std::string>() + "'");
  }
  Execution& execution = found->second;
  const PlayedEvents& played = execution.played;
  execution.shown = std::min(played.events.size(),
                             execution.shown == 0 ? played.at_first : execution.shown + played.with_each);
  size_t at = 0;
  if (asked.contains("nextToken")) {
    const std::string token = asked["nextToken"];
    if (!token.starts_with(token_mark_ + "-"))
      return api_error("InvalidToken", "Invalid Token: '" + token + "'");
    at = std::stoul(token.substr(token_mark_.size() + 1));
  }
  const size_t end = std::min({execution.shown, at + played.page, at + asked["maxResults"].get<size_t>()});
  Json events = Json::array();
  for (size_t i = at; i < end; ++i) events.push_back(Json::parse(played.events[i]));
  Json page = {{"events", events}};
  if (end < execution.shown) page["nextToken"] = token_mark_ + "-" + std::to_string(end);
  return ok(page);
}

}  // namespace pawl::test
