// SPDX-License-Identifier: Apache-2.0
// Kinds that decide on connections, or have some, and are not modelled: whom they touch is known.
#include <algorithm>
#include <array>

#include "analyzers/network/rule_reader.h"
#include "analyzers/references/picture.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

// Where Istio keeps what is for the whole mesh, unless it is told otherwise.
constexpr std::string_view kMeshNamespace = "istio-system";

enum class Touches : std::uint8_t {
  nobody,            ///< that has a pod in the picture
  istio_selection,   ///< the pods of its namespace that it selects, as receivers
  selection,         ///< the pods of its namespace that `podSelector` selects
  whole_namespace,   ///< all pods of its namespace
  its_egress,        ///< the same, as senders
  named_namespaces,  ///< all pods of the namespaces that it selects
};

struct Foreign {
  std::string_view group, kind;
  Touches touches = Touches::nobody;
  bool may_open = true;  ///< networks beside the pods' own are ways that no policy here closes
};

constexpr std::array<Foreign, 8> kForeign{
    {{"security.istio.io", "AuthorizationPolicy", Touches::istio_selection, false},
     {"k8s.cni.cncf.io", "MultiNetworkPolicy", Touches::selection},
     {"k8s.cni.cncf.io", "NetworkAttachmentDefinition", Touches::whole_namespace},
     {"k8s.ovn.org", "UserDefinedNetwork", Touches::whole_namespace},
     {"k8s.ovn.org", "ClusterUserDefinedNetwork", Touches::named_namespaces},
     {"k8s.ovn.org", "EgressFirewall", Touches::its_egress, false},
     {"kubevirt.io", "VirtualMachine"},
     {"kubevirt.io", "VirtualMachineInstance"}}};

PodSet touched_by(RuleReader& reader, Touches touches) {
  const std::string_view space = references::namespace_of(reader.resource());
  const Value* spec = reader.resource().root.find("spec");
  const auto under = [&](std::string_view key) -> const Value* {
    const Value* selector = spec == nullptr ? nullptr : spec->find(key);
    return selector != nullptr && selector->is_map() ? selector : nullptr;
  };
  switch (touches) {
    case Touches::nobody: break;
    case Touches::istio_selection:
      if (space == kMeshNamespace)
        return reader.pods().in_namespaces(nullptr, under("selector"), HostNetwork::kept);
      return reader.pods().in_namespace(space, under("selector"));
    case Touches::selection: return reader.pods().in_namespace(space, under("podSelector"));
    case Touches::whole_namespace:
    case Touches::its_egress: return reader.pods().in_namespace(space, nullptr);
    case Touches::named_namespaces:
      return reader.pods().in_namespaces(under("namespaceSelector"), nullptr, HostNetwork::kept);
  }
  return PodSets::none();
}

}  // namespace

void read_foreign_policy(RuleReader& reader) {
  const auto [group, version] = model::split_api_version(reader.resource().api_version());
  const std::string_view kind = reader.resource().kind();
  const auto* one = std::ranges::find_if(
      kForeign, [&](const Foreign& it) { return it.group == group && it.kind == kind; });
  if (one == kForeign.end()) return;
  PolicyFault fault;
  fault.reason = "what is of this kind is not modelled";
  fault.touched = touched_by(reader, one->touches);
  fault.ingress = one->touches != Touches::its_egress;
  fault.egress = one->touches != Touches::istio_selection;
  fault.may_open = one->may_open;
  reader.not_modelled(std::move(fault));
}

}  // namespace bulwark::analyzers::network
