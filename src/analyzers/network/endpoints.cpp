// SPDX-License-Identifier: Apache-2.0
// Templates and pods; a pod whose owner's template is in the picture is told by it.
#include "analyzers/network/endpoints.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";

std::string key_of(std::string_view space, std::string_view kind, std::string_view name) {
  return fmt::format("{}\n{}\n{}", space, kind, name);
}

void read_ports(const Value& spec, Endpoint& endpoint) {
  for (const std::string_view list : {"containers", "initContainers"}) {
    for (const Value& container : formats::items_of(spec, list)) {
      for (const Value& port : formats::items_of(container, "ports")) {
        const Value* number = port.find("containerPort");
        if (number == nullptr || !number->is_int()) continue;
        if (number->as_int() < kFirstPort || number->as_int() > kLastPort) continue;
        NamedPort one;
        one.number = static_cast<std::uint16_t>(number->as_int());
        one.name = port.text("name");
        const std::string_view protocol = port.text("protocol");
        if (!protocol.empty() && !protocol_from(protocol, one.protocol)) continue;
        if (one.protocol == Protocol::tcp) endpoint.open.push_back(one.number);
        if (!one.name.empty()) endpoint.ports.push_back(one);
      }
    }
  }
  std::sort(endpoint.ports.begin(), endpoint.ports.end());
  std::sort(endpoint.open.begin(), endpoint.open.end());
}

std::string_view service_account_of(const Value& spec) {
  for (const std::string_view key : {"serviceAccountName", "serviceAccount"}) {
    if (!spec.text(key).empty()) return spec.text(key);
  }
  return "default";
}

bool same_labels(const Value* a, const Value* b) {
  const bool none_a = a == nullptr || a->size() == 0;
  const bool none_b = b == nullptr || b->size() == 0;
  if (none_a || none_b) return none_a && none_b;
  if (a->size() != b->size()) return false;
  const formats::Shape* shape = a->shape();
  for (std::size_t i = 0; i < a->size(); ++i) {
    const std::string_view key = shape->keys[i];
    if (b->find(key) == nullptr || a->text(key) != b->text(key)) return false;
  }
  return true;
}

}  // namespace

std::string Endpoint::title() const { return fmt::format("{}/{}[{}]", name_space, name, kind); }

Endpoints::Endpoints(const model::Inventory& inventory, std::string_view cluster) {
  std::set<std::string> makers;
  const auto each = [&](const auto& work) {
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& resource : segment.resources) {
        if (inventory.cluster_of(resource) == cluster) work(resource);
      }
    }
  };
  each([&](const Resource& one) {
    if (one.kind() == "Namespace" && one.api_version() == "v1") take_namespace(one);
    if (one.kind() != "Pod" && model::pod_template_of(one.root).value != nullptr)
      makers.insert(key_of(references::namespace_of(one), one.kind(), one.name()));
  });
  each([&](const Resource& one) {
    if (model::pod_template_of(one.root).value == nullptr || one.kind() == "PodTemplate") return;
    const Value* owner = references::controller_of(one.root);
    const bool told = owner != nullptr &&
                      makers.contains(key_of(references::namespace_of(one), owner->text("kind"),
                                             owner->text("name")));
    if (!told) take(one);
  });
}

const Value* Endpoints::with_name(std::string_view name, const Value* labels) {
  std::map<std::string_view, Value> sorted;
  if (labels != nullptr && labels->is_map()) {
    const formats::Shape* shape = labels->shape();
    for (std::size_t i = 0; i < labels->size(); ++i)
      sorted.emplace(shape->keys[i], labels->values()[i]);
  }
  sorted.insert_or_assign(kNameLabel, Value::string_in(arena_, name));
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (const auto& [key, value] : sorted) {
    keys.push_back(key);
    values.push_back(value);
  }
  Value* out = arena_.allocate_array<Value>(1);
  *out = Value::map_in(arena_, keys, values);
  return out;
}

void Endpoints::take_namespace(const Resource& resource) {
  NamespaceOf& one = namespaces_[std::string(resource.name())];
  one.name = resource.name();
  one.labels = with_name(resource.name(), resource.root.at("metadata", "labels"));
}

void Endpoints::take(const Resource& resource) {
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  const Value* spec = pod.value->find("spec");
  if (spec == nullptr || !spec->is_map()) return;
  Endpoint endpoint;
  endpoint.name_space = references::namespace_of(resource);
  const Value* owner = resource.kind() == "Pod" ? references::controller_of(resource.root)
                                                : nullptr;
  endpoint.name = owner != nullptr ? owner->text("name") : resource.name();
  endpoint.kind = owner != nullptr && !owner->text("kind").empty() ? owner->text("kind")
                                                                   : resource.kind();
  endpoint.labels = pod.value->at("metadata", "labels");
  endpoint.host_network = formats::is_true(spec->find("hostNetwork"));
  endpoint.service_account = service_account_of(*spec);
  endpoint.resource = &resource;
  read_ports(*spec, endpoint);
  std::vector<EndpointId>& alike = by_title_[endpoint.title()];
  const auto known = std::ranges::find_if(alike, [&](EndpointId id) {
    const Endpoint& other = all_[id];
    return same_labels(other.labels, endpoint.labels) && other.ports == endpoint.ports &&
           other.host_network == endpoint.host_network &&
           other.service_account == endpoint.service_account;
  });
  if (known != alike.end()) {
    Endpoint& same = all_[*known];
    same.alike.push_back(&resource);
    if (same.is_of_owner() && resource.name() < same.resource->name())
      std::swap(same.resource, same.alike.back());
    return;
  }
  const auto id = static_cast<EndpointId>(all_.size());
  alike.push_back(id);
  NamespaceOf& space = namespaces_[std::string(endpoint.name_space)];
  if (space.labels == nullptr) {
    space.name = endpoint.name_space;
    space.labels = with_name(space.name, nullptr);
  }
  space.members.push_back(id);
  space.index.add(endpoint.labels);
  all_.push_back(std::move(endpoint));
}

std::vector<EndpointId> Endpoints::select(std::string_view name_space, const Value* pods) const {
  const auto found = namespaces_.find(name_space);
  if (found == namespaces_.end()) return {};
  const NamespaceOf& space = found->second;
  const references::Selection selection = references::selection_of(pods);
  if (selection.is_empty()) return space.members;
  std::vector<EndpointId> out;
  for (const std::uint32_t number : space.index.find(selection))
    out.push_back(space.members[number]);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<EndpointId> Endpoints::select_in(const Value* name_spaces, const Value* pods) const {
  std::vector<EndpointId> out;
  const references::Selection selection = references::selection_of(name_spaces);
  for (const auto& [name, space] : namespaces_) {
    if (!references::selects(selection, space.labels, references::LabelsOf::objects)) continue;
    const auto some = select(name, pods);
    out.insert(out.end(), some.begin(), some.end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace bulwark::analyzers::network
