// SPDX-License-Identifier: Apache-2.0
// Over the network paths lead where policies let a connection through, and nowhere else.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzers/attack_paths/test_question.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using Steps = std::vector<std::string>;

std::string pod(const std::string& name, const std::string& more = {}) {
  return "apiVersion: v1, kind: Pod, metadata: {name: " + name +
         ", namespace: ops, labels: {app: " + name + "}}, spec: {" + more +
         "containers: [{name: c, ports: [{containerPort: 8080}]}]}";
}
const std::string kAdminPod = pod("admin", "serviceAccountName: admin, ");
const std::string kPolicy =
    "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: ops}, "
    "spec: {podSelector: {matchLabels: {app: admin}}, ingress: [";

Steps way(const std::vector<std::string>& objects, const std::string& from,
          const std::string& cluster = {}) {
  std::vector<std::string> all{kAdmin, kAdminPod};
  all.insert(all.end(), objects.begin(), objects.end());
  return Question(all, cluster, kMinor, /*network=*/true).way(from);
}

const Steps kThroughAdmin{"connect to and take over Pod ops/admin",
                          "use the token in the pod as ServiceAccount ops/admin",
                          "may do everything: cluster-admin"};

TEST(NetworkEdges, lead_to_whoever_nothing_isolates) {
  EXPECT_EQ(way({pod("web")}, "pod/ops/web"), kThroughAdmin);
}

TEST(NetworkEdges, are_not_followed_unless_asked_for) {
  EXPECT_EQ(Question({kAdmin, kAdminPod, pod("web")}).way("pod/ops/web"), Steps{});
}

TEST(NetworkEdges, end_at_policies) {
  EXPECT_EQ(way({pod("web"), kPolicy + "]}"}, "pod/ops/web"), Steps{});
  const std::string web = "{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: ";
  EXPECT_EQ(way({pod("web"), pod("other"), kPolicy + web + "8080}]}]}"}, "pod/ops/web"),
            kThroughAdmin);
  // Another port than it listens on.
  EXPECT_EQ(way({pod("web"), kPolicy + web + "9090}]}]}"}, "pod/ops/web"), Steps{});
}

TEST(NetworkEdges, lead_over_several_workloads) {
  const std::string middle = "{from: [{podSelector: {matchLabels: {app: middle}}}]}]}";
  const Steps two = way({pod("web"), pod("middle"), kPolicy + middle}, "pod/ops/web");
  ASSERT_EQ(two.size(), 4U);
  EXPECT_EQ(two[0], "connect to and take over Pod ops/middle");
  EXPECT_EQ(two[1], kThroughAdmin[0]);
}

TEST(NetworkEdges, come_in_from_the_internet_by_what_leads_there) {
  const std::string service =
      "apiVersion: v1, kind: Service, metadata: {name: s, namespace: ops}, spec: {type: "
      "LoadBalancer, selector: {app: admin}, ports: [{port: 80, targetPort: 8080}]}";
  EXPECT_EQ(way({service}, "internet"), kThroughAdmin);
  EXPECT_EQ(way({service, kPolicy + "]}"}, "internet"), Steps{});
  EXPECT_EQ(way({pod("web")}, "internet"), Steps{});
}

TEST(NetworkEdges, get_credentials_of_the_node_from_the_metadata_service) {
  const std::string
      node = "apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {providerID: 'aws:///a/i-1'}";
  const std::string web =
      "apiVersion: v1, kind: Pod, metadata: {name: web, namespace: ops, labels: {app: web}}, spec: "
      "{nodeName: n1, "
      "automountServiceAccountToken: false, containers: [{name: c}]}";
  const std::string closed =
      "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: ops}, "
      "spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}";
  const auto to_node = [&](const std::vector<std::string>& objects) {
    return Question(objects, "c", kMinor, true).way("pod/ops/web", "user/system:node:n1");
  };
  EXPECT_EQ(to_node({kAdmin, node, web}),
            Steps{"get the node's credentials from the cloud's metadata service: User "
                  "system:node:n1"});
  EXPECT_EQ(to_node({kAdmin, node, web, closed}), Steps{});
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
