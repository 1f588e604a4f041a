// SPDX-License-Identifier: Apache-2.0
// Managed clusters give themselves away by the server's version, or by labels of their nodes.
#include "analyzers/rbac/other_authorizers.h"

#include <array>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kEks = "EKS access entries";
constexpr std::string_view kGke = "GKE IAM";
constexpr std::string_view kAzure = "Azure RBAC";

struct Sign {
  std::string_view text, authorizer;
};
constexpr std::array<Sign, 2> kVersions{{{"-eks-", kEks}, {"-gke.", kGke}}};
constexpr std::array<Sign, 3> kNodeLabels{{{"eks.amazonaws.com/nodegroup", kEks},
                                           {"cloud.google.com/gke-nodepool", kGke},
                                           {"kubernetes.azure.com/cluster", kAzure}}};

}  // namespace

std::string_view other_authorizer(const model::Inventory& inventory, std::string_view cluster) {
  for (const model::Cluster& one : inventory.clusters) {
    if (inventory.sources[one.source].name != cluster) continue;
    for (const Sign& sign : kVersions) {
      if (one.server_version.find(sign.text) != std::string::npos) return sign.authorizer;
    }
  }
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& object : segment.resources) {
      if (object.kind() != "Node" || inventory.cluster_of(object) != cluster) continue;
      const formats::Value* labels = object.root.at("metadata", "labels");
      for (const Sign& sign : kNodeLabels) {
        if (labels != nullptr && labels->find(sign.text) != nullptr) return sign.authorizer;
      }
    }
  }
  return {};
}

}  // namespace bulwark::analyzers::rbac
