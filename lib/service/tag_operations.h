// Operations on the tags of state machines and activities.
#pragma once
#include "service/parts.h"

namespace pawl::service {

Served<Value> list_tags(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> tag_resource(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> untag_resource(ServiceParts& parts, const Value& input, const CallScope& scope);

}  // namespace pawl::service
