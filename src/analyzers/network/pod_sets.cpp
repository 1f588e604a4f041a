// SPDX-License-Identifier: Apache-2.0
// A selector's sixteen bytes are its key: values of one pool that are equal are the same.
#include "analyzers/network/pod_sets.h"

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

void add_key(std::string& key, const Value* selector) {
  if (selector != nullptr)
    key.append(reinterpret_cast<const char*>(selector->raw().data()), selector->raw().size());
  key += '\n';
}

PodSet made(std::vector<EndpointId> pods) {
  return std::make_shared<const std::vector<EndpointId>>(std::move(pods));
}

}  // namespace

const PodSet& PodSets::none() {
  static const PodSet kNone = made({});
  return kNone;
}

PodSet PodSets::in_namespace(std::string_view name_space, const Value* pods) {
  std::string key(name_space);
  key += '\n';
  add_key(key, pods);
  const auto [at, is_new] = known_.try_emplace(std::move(key));
  if (is_new) at->second = made(endpoints_.select(name_space, pods));
  return at->second;
}

PodSet PodSets::in_namespaces(const Value* name_spaces, const Value* pods, HostNetwork host) {
  std::string key = host == HostNetwork::left_out ? "/without host network\n" : "/\n";
  add_key(key, name_spaces);
  add_key(key, pods);
  const auto [at, is_new] = known_.try_emplace(std::move(key));
  if (is_new) {
    std::vector<EndpointId> some = endpoints_.select_in(name_spaces, pods);
    if (host == HostNetwork::left_out)
      std::erase_if(some, [&](EndpointId one) { return endpoints_.all()[one].host_network; });
    at->second = made(std::move(some));
  }
  return at->second;
}

}  // namespace bulwark::analyzers::network
