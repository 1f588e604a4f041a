// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/pod_texts.h"

#include <fmt/core.h>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

class Collector {
 public:
  Collector(const Endpoint& endpoint, const ConfigMaps& maps) : endpoint_(endpoint), maps_(maps) {}

  PodTexts run() {
    const Value* spec = model::pod_template_of(endpoint_.resource->root).value->find("spec");
    for (const std::string_view list : {"initContainers", "containers"}) {
      for (const Value& container : formats::items_of(*spec, list)) take_container(container);
    }
    for (const Value& volume : formats::items_of(*spec, "volumes")) take_volume(volume);
    return std::move(out_);
  }

 private:
  void take_container(const Value& container) {
    const std::string where = fmt::format("of container {}", container.text("name"));
    for (const Value& one : formats::items_of(container, "env")) {
      const std::string place = fmt::format("env {} {}", one.text("name"), where);
      add(one.find("value"), place);
      if (const Value* from = one.at("valueFrom", "configMapKeyRef")) take_map(*from, place, true);
      if (const Value* from = one.at("valueFrom", "secretKeyRef")) take_secret(from->text("name"));
    }
    for (const Value& one : formats::items_of(container, "envFrom")) {
      if (const Value* from = one.find("configMapRef")) take_map(*from, "envFrom " + where, true);
      if (const Value* from = one.find("secretRef")) take_secret(from->text("name"));
    }
    for (const std::string_view list : {"command", "args"}) {
      const auto items = formats::items_of(container, list);
      for (std::size_t i = 0; i < items.size(); ++i)
        add(&items[i], fmt::format("{}[{}] {}", list, i, where));
    }
  }

  void take_volume(const Value& volume) {
    const std::string place = fmt::format("volume {}", volume.text("name"));
    if (const Value* map = volume.find("configMap")) take_map(*map, place, false);
    if (const Value* secret = volume.find("secret")) take_secret(secret->text("secretName"));
    const Value* projected = volume.find("projected");
    if (projected == nullptr) return;
    for (const Value& source : formats::items_of(*projected, "sources")) {
      if (const Value* map = source.find("configMap")) take_map(*map, place, false);
      if (const Value* secret = source.find("secret")) take_secret(secret->text("name"));
    }
  }

  // All its keys, but for those that `reference` leaves out.
  void take_map(const Value& reference, const std::string& place, bool values) {
    const std::string name(reference.text("name"));
    const auto found = maps_.find(std::string(endpoint_.name_space) + "/" + name);
    if (found == maps_.end()) {
      if (!formats::is_true(reference.find("optional"))) out_.missing.insert(name);
      return;
    }
    const Value* data = found->second->root.find("data");
    if (data == nullptr || !data->is_map()) return;
    for (std::size_t i = 0; i < data->size(); ++i) {
      const std::string_view key = data->shape()->keys[i];
      const bool whole_value = values && !data->values()[i].is_null();
      if (!is_meant(reference, key)) continue;
      add(&data->values()[i], fmt::format("key {} of ConfigMap {}, {}", key, name, place),
          !whole_value);
    }
  }

  static bool is_meant(const Value& reference, std::string_view key) {
    if (const std::string_view one = reference.text("key"); !one.empty()) return one == key;
    const auto items = formats::items_of(reference, "items");
    if (items.empty()) return true;
    for (const Value& item : items) {
      if (item.text("key") == key) return true;
    }
    return false;
  }

  void take_secret(std::string_view name) {
    if (!name.empty()) out_.secrets.emplace(name);
  }

  void add(const Value* value, std::string place, bool file = false) {
    if (value != nullptr && value->is_string() && !value->as_string().empty())
      out_.all.push_back({std::string(value->as_string()), std::move(place), file});
  }

  const Endpoint& endpoint_;
  const ConfigMaps& maps_;
  PodTexts out_;
};

}  // namespace

ConfigMaps config_maps(const model::Inventory& inventory, std::string_view cluster) {
  ConfigMaps out;
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& one : segment.resources) {
      if (one.kind() == "ConfigMap" && one.api_version() == "v1" &&
          inventory.cluster_of(one) == cluster)
        out[std::string(references::namespace_of(one)) + "/" + std::string(one.name())] = &one;
    }
  }
  return out;
}

PodTexts pod_texts(const Endpoint& endpoint, const ConfigMaps& maps) {
  return Collector(endpoint, maps).run();
}

}  // namespace bulwark::analyzers::network
