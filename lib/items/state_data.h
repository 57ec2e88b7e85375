// Items from the state's data: ItemsPath, Items, or the input itself.
#pragma once
#include <memory>

#include "items/item.h"

namespace pawl::items {

/// The elements of an array, or the members of an object as {"Key", "Value"}; anything else has none.
std::unique_ptr<ItemSource> items_of(Value array_or_object);

/// Whether items_of() can take it.
bool has_items(const Value& value);

}  // namespace pawl::items
