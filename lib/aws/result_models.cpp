#include "aws/result_models.h"

#include <algorithm>

#include "aws/integration_name.h"
#include "aws/job_integrations.h"
#include "aws/optimized_integrations.h"
#include "base/utf8.h"

namespace pawl::aws {
namespace {

/// Deeper values are not looked into.
constexpr int kDeepest = 1000;

std::string_view string_of(const Value* value) {
  return value != nullptr && value->is_string() ? value->as_string() : std::string_view();
}

bool is_set(const Value& object, std::string_view name) {
  const Value* value = object.find(name);
  return value != nullptr && value->is_boolean() && value->as_boolean();
}

/// The first part of a text up to `separator`; the rest stays in `text`.
std::string_view cut(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

/// One answer laid over its shape. Each function returns what does not fit, or an empty text.
class ShapeCheck {
 public:
  ShapeCheck(const Value& model, FieldValidation mode, bool is_sdk)
      : shapes_(model.find("shapes")), mode_(mode), is_sdk_(is_sdk) {}

  [[nodiscard]] const Value* shape(const Value* reference) const {
    const std::string_view name = reference != nullptr ? string_of(reference->find("shape")) : "";
    return shapes_ == nullptr || name.empty() ? nullptr : shapes_->find(name);
  }

  /// A shape below `shape`, at a path such as "Jobs[0].Status"; null pointer: there is none.
  [[nodiscard]] const Value* at(const Value* shape, std::string_view path) const {
    while (shape != nullptr && !path.empty()) {
      std::string_view name = cut(path, '.');
      const bool is_element = name.ends_with(']');
      name = name.substr(0, name.find('['));
      const Value* next = nullptr;
      const Value* members = shape->find("members");
      for (const Member& member : members != nullptr ? members->members() : std::span<const Member>()) {
        if (name_of(member.key.as_string()) == name) next = this->shape(&member.value);
      }
      shape = is_element && next != nullptr ? this->shape(next->find("member")) : next;
    }
    return shape;
  }

  /// The whole answer. `payload`: the member that the integration gives as JSON of its own.
  [[nodiscard]] std::string answer(const Value& shape, const Value& value, std::string_view payload) {
    payload_ = payload;
    if (value.is_object()) return structure(shape, value, 0);
    return "Mock result must be an object";
  }

  [[nodiscard]] std::string field(std::string_view name, const Value* shape, const Value& value, int depth) {
    if (shape == nullptr || depth > kDeepest || is_set(*shape, "document")) return {};
    const std::string_view type = string_of(shape->find("type"));
    const auto must_be = [name](const char* what) {
      return "Field '" + std::string(name) + "' must be " + what;
    };
    if (type == "structure") {
      if (!value.is_object()) return must_be("an object");
      return structure(*shape, value, depth);
    }
    if (type == "list") {
      if (!value.is_array()) return must_be("an array");
      if (auto fault = length(name, *shape, value.size()); !fault.empty()) return fault;
      const Value* element = this->shape(shape->find("member"));
      for (const Value& item : value.items()) {
        if (auto fault = field(name, element, item, depth + 1); !fault.empty()) return fault;
      }
      return {};
    }
    if (type == "map") {
      if (!value.is_object()) return must_be("an object");
      if (auto fault = length(name, *shape, value.size()); !fault.empty()) return fault;
      const Value* element = this->shape(shape->find("value"));
      for (const Member& member : value.members()) {
        if (auto fault = field(member.key.as_string(), element, member.value, depth + 1); !fault.empty())
          return fault;
      }
      return {};
    }
    if (type == "boolean") return value.is_boolean() ? "" : must_be("a boolean");
    if (type == "integer" || type == "long" || type == "float" || type == "double")
      return value.is_number() ? amount(name, *shape, value.as_double()) : must_be("a number");
    if (!value.is_string()) return must_be("a string");
    const std::string_view text = value.as_string();
    if (type == "timestamp") return {};
    if (const Value* words = shape->find("enum"); words != nullptr && words->size() > 0) {
      const auto is_it = [&](const Value& word) { return string_of(&word) == text; };
      if (std::ranges::none_of(words->items(), is_it))
        return "Field '" + std::string(name) + "' is not an expected value";
    }
    return length(name, *shape, type == "string" ? utf8::count(text) : text.size());
  }

 private:
  /// A member as Step Functions writes it.
  [[nodiscard]] std::string name_of(std::string_view member) const {
    if (is_sdk_) return member == "NULL" ? "Nul" : sdk_name(member);
    std::string name(member);
    if (!name.empty() && name.front() >= 'a' && name.front() <= 'z') name.front() -= 'a' - 'A';
    return name;
  }

  std::string structure(const Value& shape, const Value& value, int depth) {
    const auto present = [&value](const std::string& name) {
      const Value* found = value.find(name);
      return found != nullptr && !found->is_null() ? found : nullptr;
    };
    if (const Value* required = shape.find("required"); mode_ == FieldValidation::Strict && required) {
      for (const Value& member : required->items()) {
        const std::string name = name_of(string_of(&member));
        if (present(name) == nullptr) return "Required field '" + name + "' is missing";
      }
    }
    const Value* members = shape.find("members");
    for (const Member& member : members != nullptr ? members->members() : std::span<const Member>()) {
      const std::string name = name_of(member.key.as_string());
      const Value* given = present(name);
      if (given == nullptr || (depth == 0 && member.key.as_string() == payload_)) continue;
      if (auto fault = field(name, this->shape(&member.value), *given, depth + 1); !fault.empty())
        return fault;
    }
    return {};
  }

  static bool exceeds(const Value* bound, double amount, bool upwards) {
    return bound != nullptr && bound->is_number() &&
           (upwards ? amount > bound->as_double() : amount < bound->as_double());
  }
  static std::string amount(std::string_view name, const Value& shape, double number) {
    if (exceeds(shape.find("max"), number, true))
      return "Field '" + std::string(name) + "' exceeds the maximum value";
    if (exceeds(shape.find("min"), number, false))
      return "Field '" + std::string(name) + "' is less than the minimum value";
    return {};
  }
  static std::string length(std::string_view name, const Value& shape, size_t size) {
    const auto number = static_cast<double>(size);
    if (exceeds(shape.find("max"), number, true))
      return "Field '" + std::string(name) + "' exceeds the maximum length";
    if (exceeds(shape.find("min"), number, false))
      return "Field '" + std::string(name) + "' is smaller than the minimum length";
    return {};
  }

  const Value* shapes_;
  FieldValidation mode_;
  bool is_sdk_;
  std::string_view payload_;
};

/// What an integration's result is checked against.
struct ResultSource {
  std::string api;          // "sfn:describeExecution"; empty: nothing
  std::string_view result;  // what of the answer is the result; empty: all; "Build=Builds[0]": an object
};

ResultSource source_of(const IntegrationName& name, asl::Resource::Pattern pattern) {
  if (name.is_sdk) return {name.service + ":" + name.action, {}};
  if (name.service == "eks" && (name.action == "call" || name.action == "runJob")) return {};
  if (pattern == asl::Resource::Pattern::Sync) {
    const JobIntegration* job = find_job_integration(name.service, name.action);
    return job != nullptr ? ResultSource{std::string(job->describe), job->result} : ResultSource{};
  }
  if (const AdaptedIntegration* adapted = find_adapted_integration(name.service, name.action))
    return {std::string(adapted->api), adapted->answer};
  const OptimizedIntegration* optimized = find_optimized(name.service, name.action);
  return optimized != nullptr ? ResultSource{std::string(optimized->api), {}} : ResultSource{};
}

/// The output of an action; null pointer: the action is unknown, or gives nothing.
const Value* output_of(const Value& model, std::string_view action) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  for (const Member& operation : model.find("operations")->members()) {
    if (std::ranges::equal(operation.key.as_string(), action, same)) return operation.value.find("output");
  }
  return nullptr;
}

}  // namespace

const Value* ResultModels::model_of(std::string_view service) {
  auto known = models_.find(service);
  if (known == models_.end()) known = models_.emplace(std::string(service), data_.model(service)).first;
  return known->second ? &*known->second : nullptr;
}

ResultCheck ResultModels::check(const asl::Resource& resource, const Value& result, FieldValidation mode) {
  const auto name = IntegrationName::of(resource);
  if (mode == FieldValidation::None || !name || resource.pattern == asl::Resource::Pattern::WaitForTaskToken)
    return {};
  const ResultSource answered = source_of(*name, resource.pattern);
  if (answered.api.empty()) return {};
  std::string_view action = answered.api;
  const std::string_view service = cut(action, ':');
  const Value* model = model_of(service);
  if (model == nullptr) {
    return {{},
            !data_.problem().empty() ? data_.problem()
                                     : "there is no service model of '" + std::string(service) +
                                           "' on this machine; install botocore, or let " +
                                           BotocoreData::kVariable + " name the data folder of one"};
  }
  ShapeCheck check(*model, mode, name->is_sdk);
  const Value* shape = check.shape(output_of(*model, action));
  if (shape == nullptr) return {};
  const std::string_view payload = name->is_sdk ? "" : string_of(shape->find("payload"));
  if (answered.result.find('=') == std::string_view::npos) {
    const Value* part = check.at(shape, answered.result);
    return part == nullptr ? ResultCheck{} : ResultCheck{check.answer(*part, result, payload), {}};
  }
  for (std::string_view rest = answered.result; !rest.empty();) {
    std::string_view path = cut(rest, ' ');
    const std::string_view member = cut(path, '=');
    const Value* given = result.find(member);
    if (given == nullptr && mode == FieldValidation::Strict)
      return {"Required field '" + std::string(member) + "' is missing", {}};
    if (given == nullptr) continue;
    if (auto fault = check.field(member, check.at(shape, path), *given, 0); !fault.empty())
      return {std::move(fault), {}};
  }
  return {};
}

}  // namespace pawl::aws
