// SPDX-License-Identifier: Apache-2.0
// What leads to the pods of one Service, by each kind of object.
#include "analyzers/network/entry.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {
namespace {

class Leading {
 public:
  Leading() {
    inventory_.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory_.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}});
    add("{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, "
        "spec: {containers: [{name: c, image: i, ports: [{name: dns, containerPort: 5353, "
        "protocol: UDP}, {name: http, containerPort: 8080}]}]}}");
  }

  Leading& add(const std::string& text) {
    formats::Builder builder(*inventory_.segments[0].pool);
    const auto read = formats::YamlReader().read(text, builder, {});
    if (!read) ADD_FAILURE() << text << ": " << read.error().text();
    if (read) inventory_.segments[0].resources.push_back({.root = read->root});
    return *this;
  }
  Leading& service(const std::string& spec, const std::string& notes = "{}") {
    return add(
        "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, "
        "annotations: " +
        notes + "}, spec: {selector: {app: web}, " + spec + "}}");
  }
  Leading& route(const std::string& kind, const std::string& space, const std::string& spec) {
    return add(
        fmt::format("{{apiVersion: gateway.networking.k8s.io/v1, kind: {}, metadata: {{"
                    "name: r, namespace: {}}}, spec: {{{}}}}}",
                    kind, space, spec));
  }
  Leading& grant(const std::string& from, const std::string& to) {
    return add(
        "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, "
        "namespace: shop}, spec: {from: [" +
        from + "], to: [" + to + "]}}");
  }

  std::string said() const {
    const Endpoints endpoints(inventory_, "");
    std::string out;
    for (const Lead& lead : leads(inventory_, "", endpoints))
      out += (out.empty() ? "" : "; ") + std::string(lead.by) + " " + lead.ports.text() +
             (lead.led_by == LedBy::sender ? " local" : "");
    return out;
  }

 private:
  model::Inventory inventory_;
};

const std::string kPorts =
    "ports: [{name: a, port: 80, targetPort: http}, "
    "{name: b, port: 53, protocol: UDP, targetPort: dns}]";
const std::string kParent = "parentRefs: [{name: gateway}], ";

TEST(Entry, routes_of_gateways_lead_through_services) {
  EXPECT_EQ(
      Leading()
          .service(kPorts)
          .route("HTTPRoute", "shop", kParent + "rules: [{backendRefs: [{name: web, port: 80}]}]")
          .said(),
      "HTTPRoute TCP 8080");
  EXPECT_EQ(
      Leading()
          .service(kPorts)
          .route("UDPRoute", "shop", kParent + "rules: [{backendRefs: [{name: web, port: 53}]}]")
          .said(),
      "UDPRoute UDP 5353");
  EXPECT_EQ(Leading()
                .service(kPorts)
                .route("GRPCRoute", "shop",
                       kParent + "rules: [{backendRefs: [{name: no, port: 80}], filters: [{type: "
                                 "RequestMirror, requestMirror: {backendRef: {name: web, port: "
                                 "80}}}]}]")
                .said(),
            "GRPCRoute TCP 8080");
}

TEST(Entry, routes_lead_nowhere_without_parent_weight_or_service) {
  for (const std::string spec :
       {"rules: [{backendRefs: [{name: web, port: 80}]}]",
        "parentRefs: [{kind: Service, name: web, group: \"\"}], rules: [{backendRefs: [{name: web, "
        "port: 80}]}]",
        "parentRefs: [{name: g}], rules: [{backendRefs: [{name: web, port: 80, weight: 0}]}]",
        "parentRefs: [{name: g}], rules: [{backendRefs: [{name: web, port: 81}]}]",
        "parentRefs: [{name: g}], rules: [{backendRefs: [{name: web}]}]",
        "parentRefs: [{name: g}], rules: [{backendRefs: [{group: x.io, kind: Service, name: web, "
        "port: 80}]}]"})
    EXPECT_EQ(Leading().service(kPorts).route("HTTPRoute", "shop", spec).said(), "") << spec;
}

TEST(Entry, another_namespace_must_grant_the_reference) {
  const std::string spec = kParent +
                           "rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]";
  const auto with = [&](const std::string& from, const std::string& to) {
    return Leading().service(kPorts).route("HTTPRoute", "edge", spec).grant(from, to).said();
  };
  const std::string group = "group: gateway.networking.k8s.io, ";
  EXPECT_EQ(Leading().service(kPorts).route("HTTPRoute", "edge", spec).said(), "");
  EXPECT_EQ(with("{" + group + "kind: HTTPRoute, namespace: edge}", "{group: \"\", kind: Service}"),
            "HTTPRoute TCP 8080");
  EXPECT_EQ(with("{" + group + "kind: HTTPRoute, namespace: edge}",
                 "{group: \"\", kind: Service, name: web}"),
            "HTTPRoute TCP 8080");
  EXPECT_EQ(with("{" + group + "kind: HTTPRoute, namespace: edge}",
                 "{group: \"\", kind: Service, name: db}"),
            "");
  EXPECT_EQ(
      with("{" + group + "kind: HTTPRoute, namespace: other}", "{group: \"\", kind: Service}"), "");
  EXPECT_EQ(with("{" + group + "kind: GRPCRoute, namespace: edge}", "{group: \"\", kind: Service}"),
            "");
}

TEST(Entry, services_with_an_address_outside_lead_to_their_own_ports) {
  EXPECT_EQ(Leading().service("type: LoadBalancer, " + kPorts).said(),
            "LoadBalancer TCP 8080,UDP 5353");
  EXPECT_EQ(Leading().service("type: NodePort, externalTrafficPolicy: Local, " + kPorts).said(),
            "NodePort TCP 8080,UDP 5353 local");
  EXPECT_EQ(Leading().service("externalIPs: [1.2.3.4], " + kPorts).said(),
            "externalIPs TCP 8080,UDP 5353");
  EXPECT_EQ(Leading().service(kPorts).said(), "");
}

TEST(Entry, balancers_that_keep_the_internet_out_do_not_lead) {
  EXPECT_EQ(Leading()
                .service("type: LoadBalancer, " + kPorts,
                         "{service.beta.kubernetes.io/aws-load-balancer-scheme: internal}")
                .said(),
            "");
  EXPECT_EQ(Leading()
                .service("type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], " + kPorts)
                .said(),
            "");
  EXPECT_EQ(
      Leading()
          .service("type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8, 8.8.8.8/32], " +
                   kPorts)
          .said(),
      "LoadBalancer TCP 8080,UDP 5353");
}

}  // namespace
}  // namespace bulwark::analyzers::network
