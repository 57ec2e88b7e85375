// The item that a member of an object is.
#pragma once
#include <utility>

#include "value/value.h"

namespace pawl::items {

/// {"Key": key, "Value": value}
inline Value key_value(const Value& key, Value value) {
  ObjectBuilder item(2);
  item.append("Key", key);
  item.append("Value", std::move(value));
  return item.finish();
}

}  // namespace pawl::items
