// SPDX-License-Identifier: Apache-2.0
// Copies and texts of the values about permissions.
#include "cel/permission_values.h"

#include "cel/opaque.h"

namespace bulwark::cel {

std::string AuthorizerValue::text() const {
  if (account_name.empty()) return "authorizer";
  return "authorizer.serviceAccount(" + std::string(account_namespace) + ", " +
         std::string(account_name) + ")";
}

AuthorizerValue AuthorizerValue::kept(Arena& arena) const {
  AuthorizerValue out;
  out.account_namespace = arena.copy(account_namespace);
  out.account_name = arena.copy(account_name);
  return out;
}

PathCheck PathCheck::kept(Arena& arena) const {
  PathCheck out;
  out.authorizer = authorizer.kept(arena);
  out.path = arena.copy(path);
  return out;
}

GroupCheck GroupCheck::kept(Arena& arena) const {
  GroupCheck out;
  out.authorizer = authorizer.kept(arena);
  out.group = arena.copy(group);
  return out;
}

std::string ResourceCheck::text() const {
  return authorizer.text() + ".group(" + std::string(resource.group) + ").resource(" +
         std::string(resource.resource) + ")";
}

ResourceCheck ResourceCheck::kept(Arena& arena) const {
  ResourceCheck out;
  out.authorizer = authorizer.kept(arena);
  out.resource = {arena.copy(resource.group),         arena.copy(resource.resource),
                  arena.copy(resource.subresource),   arena.copy(resource.space),
                  arena.copy(resource.name),          arena.copy(resource.field_selector),
                  arena.copy(resource.label_selector)};
  return out;
}

Decision Decision::kept(Arena& arena) const {
  Decision out;
  out.allowed = allowed;
  out.reason = arena.copy(reason);
  out.error = arena.copy(error);
  return out;
}

Type authorizer_type() { return Type::opaque(AuthorizerValue::kTypeName); }
Value make_authorizer(Arena& arena) { return make_value(arena, AuthorizerValue()); }

Type resource_check_type() { return Type::opaque(ResourceCheck::kTypeName); }
Value make_resource_check(Arena& arena, const ResourceQuestion& resource) {
  ResourceCheck check;
  check.resource = resource;
  return make_value(arena, check.kept(arena));
}

}  // namespace bulwark::cel
