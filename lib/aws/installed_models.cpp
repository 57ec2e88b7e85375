#include "aws/installed_models.h"

namespace pawl::aws {
namespace {

const Value* find(const Value* value, std::string_view name) {
  return value == nullptr || !value->is_object() ? nullptr : value->find(name);
}

std::string_view text_of(const Value* value) {
  return value != nullptr && value->is_string() ? value->as_string() : std::string_view();
}

/// All parameters as optional ones: nobody asks which are required.
ActionParameters parameters_in(const Value& model, const Value& operation) {
  ActionParameters parameters;
  const Value* shape = find(find(&model, "shapes"), text_of(find(find(&operation, "input"), "shape")));
  const Value* members = find(shape, "members");
  if (members == nullptr || !members->is_object()) return parameters;
  for (const Member& member : members->members())
    parameters.optional.push_back(sdk_name(member.key.as_string()));
  return parameters;
}

}  // namespace

const InstalledModels::Actions* InstalledModels::actions_of(std::string_view service) {
  const auto known = read_.find(service);
  if (known != read_.end()) return known->second ? &*known->second : nullptr;
  std::optional<Actions>& actions = read_[std::string(service)];
  const std::optional<Value> model = data_.model(service);
  if (!model) return nullptr;
  actions.emplace();
  for (const Member& operation : model->find("operations")->members()) {
    std::string name(operation.key.as_string());
    if (!name.empty() && name.front() >= 'A' && name.front() <= 'Z') name.front() += 'a' - 'A';
    actions->emplace(std::move(name), parameters_in(*model, operation.value));
  }
  return &*actions;
}

bool InstalledModels::has_service(std::string_view service) { return actions_of(service) != nullptr; }

std::optional<ActionParameters> InstalledModels::parameters_of(std::string_view service,
                                                               std::string_view action) {
  const Actions* actions = actions_of(service);
  if (actions == nullptr) return std::nullopt;
  const auto found = actions->find(action);
  return found == actions->end() ? std::nullopt : std::optional(found->second);
}

const std::string& InstalledModels::problem() { return data_.problem(); }

}  // namespace pawl::aws
