#include "service/tag_operations.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "service/activities.h"
#include "service/machine_store.h"
#include "service/state_machine.h"
#include "service/states_arn.h"
#include "value/members.h"

namespace pawl::service {

namespace {

using Kind = StatesArn::Kind;

constexpr size_t kMostTags = 50;

/// Changes the tags of what the ARN names; `change` may refuse. Without one they are only read.
using Change = std::function<Served<void>(Tags& tags)>;

Served<Tags> with_tags(ServiceParts& parts, std::string_view text, const Change& change) {
  const auto not_found = [text] {
    return fault("ResourceNotFound", "Resource not found: '" + std::string(text) + "'");
  };
  if (const auto activity = StatesArn::parse(text, Kind::Activity)) {
    auto tags = parts.activities.tags(*activity);
    if (!tags) return not_found();
    if (!change) return std::move(*tags);
    PAWL_CHECK(change(*tags));
    PAWL_CHECK(parts.activities.set_tags(*activity, *tags));
    return std::move(*tags);
  }
  PAWL_TRY(const StatesArn arn, StatesArn::parse(text, Kind::StateMachine));
  ServedMachine* machine = parts.machines.find(arn.name);
  if (machine == nullptr || machine->arn != text) return not_found();
  if (!change) return machine->tags;
  ServedMachine changed = *machine;
  PAWL_CHECK(change(changed.tags));
  Tags tags = changed.tags;
  PAWL_CHECK(parts.machines.update(*machine, std::move(changed)));
  return tags;
}

}  // namespace

Served<Value> list_tags(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const Tags tags, with_tags(parts, text_of(input, "resourceArn"), {}));
  return Value::object({{"tags", tags_to_json(tags)}});
}

Served<Value> tag_resource(ServiceParts& parts, const Value& input, const CallScope&) {
  const std::string_view arn = text_of(input, "resourceArn");
  PAWL_CHECK(with_tags(parts, arn, [&](Tags& tags) -> Served<void> {
    add_tags(tags, *input.find("tags"));
    if (tags.size() > kMostTags)
      return fault("TooManyTags", "The resource '" + std::string(arn) + "' would have more than 50 tags");
    return {};
  }));
  return Value::empty_object();
}

Served<Value> untag_resource(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_CHECK(with_tags(parts, text_of(input, "resourceArn"), [&](Tags& tags) -> Served<void> {
    for (const Value& key : input.find("tagKeys")->items())
      std::erase_if(tags, [&key](const auto& tag) { return tag.first == key.as_string(); });
    return {};
  }));
  return Value::empty_object();
}

}  // namespace pawl::service
