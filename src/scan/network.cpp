// SPDX-License-Identifier: Apache-2.0
// Reads by the loaders of a scan, and works out who reaches whom.
#include "scan/network.h"

#include <array>

namespace bulwark::scan {
namespace {

using sources::cluster::GroupResource;

const std::array<GroupResource, 13> kTypes{{{"", "pods"},
                                            {"", "namespaces"},
                                            {"", "services"},
                                            {"", "serviceaccounts"},
                                            {"", "replicationcontrollers"},
                                            {"apps", "deployments"},
                                            {"apps", "daemonsets"},
                                            {"apps", "statefulsets"},
                                            {"apps", "replicasets"},
                                            {"batch", "jobs"},
                                            {"batch", "cronjobs"},
                                            {"networking.k8s.io", "networkpolicies"},
                                            {"networking.k8s.io", "ingresses"}}};
// Kinds that are not modelled are read too: where they are, that is told.
const std::array<GroupResource, 30> kWhereServed{
    {{"policy.networking.k8s.io", "adminnetworkpolicies"},
     {"policy.networking.k8s.io", "baselineadminnetworkpolicies"},
     {"policy.networking.k8s.io", "clusternetworkpolicies"},
     {"route.openshift.io", "routes"},
     {"gateway.networking.k8s.io", "httproutes"},
     {"gateway.networking.k8s.io", "grpcroutes"},
     {"gateway.networking.k8s.io", "tlsroutes"},
     {"gateway.networking.k8s.io", "tcproutes"},
     {"gateway.networking.k8s.io", "udproutes"},
     {"gateway.networking.k8s.io", "referencegrants"},
     {"cilium.io", "ciliumnetworkpolicies"},
     {"cilium.io", "ciliumclusterwidenetworkpolicies"},
     {"crd.projectcalico.org", "networkpolicies"},
     {"crd.projectcalico.org", "globalnetworkpolicies"},
     {"crd.projectcalico.org", "tiers"},
     {"crd.projectcalico.org", "networksets"},
     {"crd.projectcalico.org", "globalnetworksets"},
     {"projectcalico.org", "networkpolicies"},
     {"projectcalico.org", "globalnetworkpolicies"},
     {"projectcalico.org", "tiers"},
     {"projectcalico.org", "networksets"},
     {"projectcalico.org", "globalnetworksets"},
     {"security.istio.io", "authorizationpolicies"},
     {"k8s.cni.cncf.io", "multinetworkpolicies"},
     {"k8s.cni.cncf.io", "network-attachment-definitions"},
     {"k8s.ovn.org", "userdefinednetworks"},
     {"k8s.ovn.org", "clusteruserdefinednetworks"},
     {"k8s.ovn.org", "egressfirewalls"},
     {"kubevirt.io", "virtualmachines"},
     {"kubevirt.io", "virtualmachineinstances"}}};

}  // namespace

void read_policies_too(sources::cluster::ReadOptions& read) {
  for (const char* type : {"networkpolicies", "ingresses"})
    read.only.push_back({"networking.k8s.io", type});
  read.only.push_back({"", "services"});
  read.where_served.assign(kWhereServed.begin(), kWhereServed.end());
}

Result<std::unique_ptr<NetworkPicture>> read_network(const PictureOptions& options,
                                                     NetworkReading reading) {
  auto picture = std::make_unique<NetworkPicture>();
  sources::cluster::LiveOptions live = live_options(options.live, policy::Catalogue(),
                                                    options.seed);
  live.read.only.assign(kTypes.begin(), kTypes.end());
  if (reading == NetworkReading::configuration) live.read.only.push_back({"", "configmaps"});
  live.read.where_served.assign(kWhereServed.begin(), kWhereServed.end());
  live.read.progress = options.progress;
  TRY_VOID(bring_in(options.targets, file_options(options), options.live, live, {options.seed, {}},
                    picture->inventory));
  picture->cluster = TRY(one_picture(picture->inventory));
  namespace network = analyzers::network;
  picture->endpoints = std::make_unique<const network::Endpoints>(picture->inventory,
                                                                  picture->cluster);
  picture->policies = network::read_policies(picture->inventory, picture->cluster,
                                             *picture->endpoints);
  picture->reach = std::make_unique<network::Reach>(*picture->endpoints, picture->policies);
  picture->leads = network::leads(picture->inventory, picture->cluster, *picture->endpoints);
  picture->entries = network::entries(picture->leads);
  return picture;
}

}  // namespace bulwark::scan
