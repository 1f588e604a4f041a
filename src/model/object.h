// SPDX-License-Identifier: Apache-2.0
// What makes a document a Kubernetes object, and what the items of a List take from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::model {

/// Why `root` is no Kubernetes object; nullopt when it is one: a map with a string apiVersion and
/// kind, whose metadata, if any, is a map with a string name and namespace.
std::optional<std::string> why_no_object(const formats::Value& root);

/// Neither apiVersion nor kind: nothing that Kubernetes could ever take.
bool hints_at_nothing(const formats::Value& root);

/// The items of a List: of any map with a list under `items`, as kubectl sees it; nullptr when
/// there are none. A `List` whose items are missing or null is an empty list.
struct ListItems {
  bool is_list = false;
  const formats::Value* items = nullptr;  ///< null when the list is empty
};
ListItems list_items(const formats::Value& root);

/// An item of a typed list ("RoleList") without apiVersion or kind gets them from the list, as
/// kubectl does it.
formats::Value with_type(const formats::Value& item, std::string_view list_api_version,
                         std::string_view list_kind, formats::Pool& pool);

}  // namespace bulwark::model
