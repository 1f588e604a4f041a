// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/telling_labels.h"

#include <algorithm>

#include "base/arena.h"
#include "formats/json_object.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::JsonObject;
using formats::Value;
using Labels = std::map<std::string, std::string>;

// Without those that controllers give to the pods that they make: the next pod has others.
Labels lasting_labels(const Value* labels) {
  Labels out;
  if (labels == nullptr || !labels->is_map()) return out;
  for (std::size_t i = 0; i < labels->size(); ++i) {
    const std::string_view key = labels->shape()->keys[i];
    const Value& value = labels->values()[i];
    if (value.is_string() && !references::is_given_label(key)) out.emplace(key, value.as_string());
  }
  return out;
}

// What the workload's own selector asks for, where the pods have it.
Labels labels_of_selector(const Endpoint& endpoint, const Labels& own) {
  const Value* selector = endpoint.resource->root.at("spec", "selector");
  if (endpoint.resource->kind() == "Pod" || selector == nullptr) return {};
  const Value* labels = selector->find("matchLabels");
  Labels out = lasting_labels(labels != nullptr ? labels : selector);
  const bool has_all = std::all_of(out.begin(), out.end(), [&](const auto& one) {
    const auto found = own.find(one.first);
    return found != own.end() && found->second == one.second;
  });
  return has_all ? out : Labels();
}

class Finder {
 public:
  Finder(const WantedConnections& wanted, EndpointId endpoint)
      : wanted_(wanted),
        endpoint_(wanted.endpoints().all()[endpoint]),
        space_(wanted.endpoints().namespaces().find(endpoint_.name_space)->second),
        own_(wanted.workload_of(endpoint)) {}

  TellingLabels find() const {
    const Labels all = lasting_labels(endpoint_.labels);
    const Labels few = labels_of_selector(endpoint_, all);
    if (!few.empty() && others_with(few).empty()) return {{few, {}}, {}};
    TellingLabels out{{all, {}}, {}};
    for (const EndpointId other : others_with(all)) {
      const Labels labels = lasting_labels(wanted_.endpoints().all()[other].labels);
      if (std::any_of(out.selector.absent.begin(), out.selector.absent.end(),
                      [&](const std::string& key) { return labels.contains(key); }))
        continue;
      const auto foreign = std::find_if(labels.begin(), labels.end(), [&](const auto& one) {
        return endpoint_.labels == nullptr || endpoint_.labels->find(one.first) == nullptr;
      });
      if (foreign != labels.end()) {
        out.selector.absent.insert(foreign->first);
      } else {
        out.others.push_back(wanted_.workload_of(other));
      }
    }
    return out;
  }

 private:
  std::vector<EndpointId> others_with(const Labels& labels) const {
    std::vector<EndpointId> out;
    const auto take = [&](EndpointId member) {
      if (wanted_.workload_of(member) != own_) out.push_back(member);
    };
    if (labels.empty()) {
      for (const EndpointId member : space_.members) take(member);
      return out;
    }
    Arena arena(4096);
    std::vector<std::string_view> keys;
    std::vector<Value> values;
    for (const auto& [key, value] : labels) {
      keys.push_back(key);
      values.push_back(Value::string_in(arena, value));
    }
    const Value map = Value::map_in(arena, keys, values);
    for (const std::uint32_t number : space_.index.find(references::selection_of_map(&map)))
      take(space_.members[number]);
    return out;
  }

  const WantedConnections& wanted_;
  const Endpoint& endpoint_;
  const NamespaceOf& space_;
  WorkloadId own_;
};

}  // namespace

std::string PodSelector::json() const {
  JsonObject out;
  if (!labels.empty()) {
    JsonObject some;
    for (const auto& [key, value] : labels) some.text(key, value);
    out.raw("matchLabels", std::move(some).take());
  }
  std::string expressions;
  for (const std::string& key : absent) {
    if (!expressions.empty()) expressions += ',';
    expressions += JsonObject().text("key", key).text("operator", "DoesNotExist").take();
  }
  if (!expressions.empty()) out.raw("matchExpressions", "[" + expressions + "]");
  return std::move(out).take();
}

TellingLabels telling_labels(const WantedConnections& wanted, EndpointId endpoint) {
  TellingLabels out = Finder(wanted, endpoint).find();
  std::sort(out.others.begin(), out.others.end());
  out.others.erase(std::unique(out.others.begin(), out.others.end()), out.others.end());
  return out;
}

}  // namespace bulwark::analyzers::network
