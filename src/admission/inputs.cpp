// SPDX-License-Identifier: Apache-2.0
// Fields that are empty are left out where the API server leaves them out.
#include "admission/inputs.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <vector>

#include "cel/authorizer.h"

namespace bulwark::admission {
namespace {

using cel::EntryMap;
using formats::Value;

/// Collects the entries of a map.
class MapOf {
 public:
  explicit MapOf(Arena& arena) : arena_(arena) {}

  void set(std::string_view key, const Value& value) {
    entries_.push_back({Value::string_at(key), value});
  }
  void text(std::string_view key, std::string_view value) { set(key, Value::string_at(value)); }
  void text_if_any(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  Value done() const { return cel::make_map(arena_, entries_); }

 private:
  Arena& arena_;
  std::vector<EntryMap::Entry> entries_;
};

Value text_list(Arena& arena, const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const std::string& text : texts) items.push_back(Value::string_at(text));
  return Value::list_in(arena, items);
}

Value map_of(Arena& arena,
             std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  MapOf out(arena);
  for (const auto& [key, text] : texts) out.text(key, text);
  return out.done();
}

}  // namespace

Inputs::Inputs(const Request& request)
    : request_(request),
      request_value_(make_request()),
      name_space_(make_namespace()),
      authorizer_(cel::make_authorizer(arena_)),
      request_check_(cel::make_resource_check(arena_, {.group = request.resource.group,
                                                       .resource = request.resource.resource,
                                                       .subresource = request.subresource,
                                                       .space = request.name_space,
                                                       .name = request.name,
                                                       .field_selector = {},
                                                       .label_selector = {}})) {}

Value Inputs::object() const { return request_.object == nullptr ? Value() : *request_.object; }
Value Inputs::old_object() const {
  return request_.old_object == nullptr ? Value() : *request_.old_object;
}

Value Inputs::unknown(std::string_view what) {
  auto* failure = new (arena_.allocate(sizeof(cel::Failure))) cel::Failure;
  failure->text = arena_.copy(std::string(kNotKnown).append(what));
  return cel::make_error(failure);
}

Value Inputs::user_value() {
  if (!request_.user) return unknown("who makes the request");
  const User& user = *request_.user;
  MapOf out(arena_);
  out.text_if_any("username", user.name);
  out.text_if_any("uid", user.uid);
  if (!user.groups.empty()) out.set("groups", text_list(arena_, user.groups));
  if (!user.extra.empty()) {
    MapOf extra(arena_);
    for (const auto& [key, values] : user.extra) extra.set(key, text_list(arena_, values));
    out.set("extra", extra.done());
  }
  return out.done();
}

Value Inputs::make_request() {
  const auto& [group, version, kind] = request_.kind;
  const Value kind_value = map_of(arena_, {{"group", group}, {"version", version}, {"kind", kind}});
  const GroupVersionResource& resource = request_.resource;
  const Value resource_value = map_of(
      arena_,
      {{"group", resource.group}, {"version", resource.version}, {"resource", resource.resource}});
  MapOf out(arena_);
  out.set("kind", kind_value);
  out.set("resource", resource_value);
  out.text_if_any("subResource", request_.subresource);
  out.set("requestKind", kind_value);
  out.set("requestResource", resource_value);
  out.text_if_any("requestSubResource", request_.subresource);
  out.text_if_any("name", request_.name);
  out.text_if_any("namespace", request_.name_space);
  out.text("operation", name(request_.operation));
  out.set("userInfo", user_value());
  out.set("dryRun", Value::boolean(request_.dry_run));
  out.set("options", unknown("with which options the request came"));
  return out.done();
}

Value Inputs::make_namespace() {
  if (request_.name_space.empty() || request_.of_namespace()) return {};
  if (request_.name_space_object == nullptr)
    return unknown("what namespace " + request_.name_space + " looks like");
  constexpr std::array<std::string_view, 3> kLeftOut{"managedFields", "ownerReferences",
                                                     "selfLink"};
  const Value& from = *request_.name_space_object;
  MapOf out(arena_);
  cel::for_each_entry(from, [&](const Value& key, const Value& value) {
    if (key.as_string() != "metadata" || !value.is_map()) {
      out.set(arena_.copy(key.as_string()), value);
      return true;
    }
    MapOf metadata(arena_);
    cel::for_each_entry(value, [&](const Value& name, const Value& field) {
      const bool left_out = std::find(kLeftOut.begin(), kLeftOut.end(), name.as_string()) !=
                            kLeftOut.end();
      if (!left_out) metadata.set(arena_.copy(name.as_string()), field);
      return true;
    });
    out.set("metadata", metadata.done());
    return true;
  });
  return out.done();
}

}  // namespace bulwark::admission
