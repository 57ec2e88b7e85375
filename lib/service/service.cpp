#include "service/service.h"

#include <utility>

#include "aws/result_models.h"
#include "service/activities.h"
#include "service/executions.h"
#include "service/input_shape.h"
#include "service/machine_store.h"
#include "service/operations.h"
#include "value/parse.h"

namespace pawl::service {

struct Service::Impl {
  Impl(runtime::Host& host, ServiceSettings of, MachineStore store, runs::Notices& notices)
      : settings(std::move(of)),
        machines(std::move(store)),
        executions(host, settings, machines, notices),
        activities(host, settings.state_folder) {}

  ServiceSettings settings;
  MachineStore machines;
  Executions executions;
  Activities activities;
  aws::ResultModels models;
  ServiceParts parts{settings, machines, executions, activities, models};
};

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::open(runtime::Host& host, ServiceSettings settings,
                                               runs::Notices& notices) {
  PAWL_TRY(MachineStore machines, MachineStore::open(settings.state_folder));
  auto impl = std::make_unique<Impl>(host, std::move(settings), std::move(machines), notices);
  PAWL_CHECK(impl->executions.open());
  return std::unique_ptr<Service>(new Service(std::move(impl)));
}

void Service::call(std::string_view name, std::string_view body, const CallScope& scope, Reply reply) {
  const ApiOperation* operation = find_operation(name);
  if (operation == nullptr) return reply(fault("UnknownOperationException", ""));
  const bool is_empty = body.find_first_not_of(" \t\r\n") == std::string_view::npos;
  const auto input = is_empty ? Result<Value>(Value::empty_object()) : parse_json(body);
  if (!input || !input->is_object())
    return reply(
        fault("SerializationException", input ? "The request is no JSON object" : input.error().message));
  if (auto checked = check_input(input_of(name), *input); !checked)
    return reply(tl::unexpected(std::move(checked.error())));
  if (operation->act_later != nullptr)
    return operation->act_later(impl_->parts, *input, scope, std::move(reply));
  reply(operation->act(impl_->parts, *input, scope));
}

void Service::stop() {
  impl_->activities.stop();
  impl_->executions.stop();
}

}  // namespace pawl::service
