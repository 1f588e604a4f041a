// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/audit_event.h"

#include <gtest/gtest.h>

#include <memory>

#include "analyzers/rbac/least.h"
#include "analyzers/rbac/usage.h"
#include "base/text.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::rbac {
namespace {

/// An event made of the inside of a flow mapping.
class Event {
 public:
  explicit Event(const std::string& inside)
      : pool_(std::make_unique<formats::Pool>(std::uint16_t{1}, 0)) {
    formats::Builder builder(*pool_);
    const auto document = formats::YamlReader().read("{" + inside + "}", builder, {});
    if (!document) ADD_FAILURE() << inside << ": " << document.error().text();
    if (document) root_ = document->root;
  }
  Result<AuditEvent> read() const { return read_audit_event(root_); }

 private:
  std::unique_ptr<formats::Pool> pool_;
  formats::Value root_;
};

const std::string kDone = "stage: ResponseComplete, ";
const std::string kAllow = ", annotations: {authorization.k8s.io/decision: allow}";
const std::string kJane = "user: {username: jane, groups: [devs]}";

std::string text(const Attributes& asked) {
  const Right right = right_of(asked, ObjectNames::kept);
  std::string out = right.verb + " ";
  if (!asked.is_resource) return out + right.path;
  out += right.resource + (right.group.empty() ? "" : "." + right.group);
  if (!right.any_name) out += " named " + right.name;
  return asked.name_space.empty() ? out : out + " in " + asked.name_space;
}

// "jane: get pods named a in shop; ...", one identity a line; or the error.
std::string needed(const std::string& inside) {
  const auto event = Event(inside).read();
  if (!event) return "error: " + event.error().message;
  std::string out;
  for (const Needed& one : event->needed) {
    std::vector<std::string> texts;
    for (const Attributes& asked : one.rights) texts.push_back(text(asked));
    out += one.who.user + ": " + join(texts, "; ") + "\n";
  }
  return out;
}

std::string of_jane(const std::string& inside, const std::string& code = "200") {
  return needed(kDone + kJane + ", " + inside + ", responseStatus: {code: " + code + "}" + kAllow);
}

TEST(AuditEvent, SaysWhatTheAuthorizerWasAsked) {
  EXPECT_EQ(of_jane("verb: get, requestURI: /api/v1/namespaces/shop/pods/a, objectRef: {resource: "
                    "pods, namespace: shop, name: a, apiVersion: v1}"),
            "jane: get pods named a in shop\n");
  EXPECT_EQ(of_jane("verb: patch, objectRef: {resource: deployments, subresource: scale, "
                    "apiGroup: apps, namespace: shop, name: web}"),
            "jane: patch deployments/scale.apps named web in shop\n");
}

TEST(AuditEvent, TakesTheGroupsOfTheIdentity) {
  const Event event(kDone + kJane + ", verb: get, requestURI: /x" + kAllow);
  EXPECT_EQ(event.read()->needed[0].who.groups, std::vector<std::string>{"devs"});
}

TEST(AuditEvent, GivesNoNameToACreateButOfASubresource) {
  EXPECT_EQ(of_jane("verb: create, requestURI: /api/v1/namespaces/shop/pods, objectRef: {resource: "
                    "pods, namespace: shop, name: body}"),
            "jane: create pods in shop\n");
  EXPECT_EQ(of_jane("verb: create, requestURI: /api/v1/namespaces/shop/serviceaccounts/a/token, "
                    "objectRef: {resource: serviceaccounts, subresource: token, namespace: shop, "
                    "name: a}"),
            "jane: create serviceaccounts/token named a in shop\n");
}

TEST(AuditEvent, TakesNoNamespaceFromTheBodyOfACreate) {
  EXPECT_EQ(of_jane("verb: create, requestURI: /api/v1/nodes, objectRef: {resource: nodes, "
                    "namespace: body, name: body}"),
            "jane: create nodes\n");
}

TEST(AuditEvent, KeepsANameOfAListAndNoneOfADeletecollection) {
  EXPECT_EQ(of_jane("verb: list, objectRef: {resource: pods, namespace: shop, name: a}"),
            "jane: list pods named a in shop\n");
  EXPECT_EQ(of_jane("verb: deletecollection, objectRef: {resource: pods, namespace: shop, name: "
                    "a}"),
            "jane: deletecollection pods in shop\n");
}

TEST(AuditEvent, NeedsCreateWhereAPatchOrUpdateMadeTheObject) {
  const std::string leases =
      ", objectRef: {resource: leases, apiGroup: coordination.k8s.io, "
      "namespace: shop, name: a}";
  EXPECT_EQ(of_jane("verb: update" + leases, "201"),
            "jane: update leases.coordination.k8s.io named a in shop; create "
            "leases.coordination.k8s.io named a in shop\n");
  EXPECT_EQ(of_jane("verb: update" + leases),
            "jane: update leases.coordination.k8s.io named a in shop\n");
}

TEST(AuditEvent, NeedsCreateForAShellOpenedByGet) {
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: pods, subresource: exec, namespace: shop, "
                    "name: a}",
                    "101"),
            "jane: get pods/exec named a in shop; create pods/exec named a in shop\n");
}

TEST(AuditEvent, TakesAPathWithoutItsQueryAndDecoded) {
  EXPECT_EQ(of_jane("verb: get, requestURI: '/metrics?x=/y'"), "jane: get /metrics\n");
  EXPECT_EQ(of_jane("verb: get, requestURI: '/a%20b%2Fc%zz%4'"), "jane: get /a b/c%zz%4\n");
}

TEST(AuditEvent, LeavesOutWhatWasRefused) {
  const std::string pods = kDone + kJane + ", verb: list, objectRef: {resource: pods}, ";
  EXPECT_EQ(needed(pods + "annotations: {authorization.k8s.io/decision: forbid}"), "");
  EXPECT_EQ(needed(pods + "responseStatus: {code: 403}"), "");
  EXPECT_EQ(needed(pods + "responseStatus: {code: 429}"), "");
  EXPECT_EQ(needed(kDone + "user: {}, verb: list, responseStatus: {code: 401}"), "");
  EXPECT_EQ(needed(pods + "responseStatus: {code: 200}"), "jane: list pods\n");
}

TEST(AuditEvent, KeepsWhatAdmissionRefused) {
  EXPECT_EQ(of_jane("verb: create, objectRef: {resource: pods, namespace: shop}", "403"),
            "jane: create pods in shop\n");
}

TEST(AuditEvent, TakesAWatchAsSoonAsItIsAnswered) {
  const std::string watch = kJane + ", verb: watch, objectRef: {resource: pods}" + kAllow;
  EXPECT_EQ(needed("stage: ResponseStarted, " + watch), "jane: watch pods\n");
  EXPECT_FALSE(Event("stage: ResponseStarted, " + watch).read()->counts);
  EXPECT_TRUE(Event(kDone + watch).read()->counts);
  EXPECT_EQ(needed("stage: RequestReceived, " + watch), "");
  EXPECT_EQ(needed("stage: Panic, " + watch), "");
}

TEST(AuditEvent, NeedsTheRightToActAsSomebody) {
  const std::string get = "verb: get, objectRef: {resource: pods, namespace: shop, name: a}, ";
  EXPECT_EQ(of_jane(get + "impersonatedUser: {username: joe, uid: u, groups: [ops, "
                          "system:authenticated], extra: {team: [web, core]}}"),
            "joe: get pods named a in shop\n"
            "jane: impersonate users named joe; impersonate groups named ops; "
            "impersonate uids.authentication.k8s.io named u; "
            "impersonate userextras/team.authentication.k8s.io named web; "
            "impersonate userextras/team.authentication.k8s.io named core\n");
  EXPECT_EQ(of_jane(get + "impersonatedUser: {username: 'system:serviceaccount:shop:cart', groups: "
                          "['system:serviceaccounts', 'system:serviceaccounts:shop', "
                          "'system:authenticated']}"),
            "system:serviceaccount:shop:cart: get pods named a in shop\n"
            "jane: impersonate serviceaccounts named cart in shop\n");
}

TEST(AuditEvent, KnowsConstrainedImpersonation) {
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: pods, namespace: shop, name: a}, "
                    "authenticationMetadata: {impersonationConstraint: 'impersonate:user-info'}, "
                    "impersonatedUser: {username: joe, groups: [system:authenticated]}"),
            "joe: get pods named a in shop\n"
            "jane: impersonate:user-info users.authentication.k8s.io named joe; "
            "impersonate-on:user-info:get pods named a in shop\n");
  EXPECT_EQ(of_jane("verb: get, requestURI: /x, "
                    "authenticationMetadata: {impersonationConstraint: "
                    "'impersonate:arbitrary-node'}, "
                    "impersonatedUser: {username: 'system:node:n1', groups: [system:nodes, "
                    "system:authenticated]}"),
            "system:node:n1: get /x\n"
            "jane: impersonate:arbitrary-node nodes.authentication.k8s.io named n1; "
            "impersonate-on:arbitrary-node:get /x\n");
}

TEST(AuditEvent, TellsWhatTheServerAsksForThatNoEventTells) {
  const auto also = [](const std::string& inside) {
    return std::string(Event(kDone + kJane + ", " + inside + kAllow).read()->also);
  };
  const std::string rbac = "apiGroup: rbac.authorization.k8s.io}";
  EXPECT_NE(also("verb: create, objectRef: {resource: rolebindings, " + rbac).find("bind"),
            std::string::npos);
  EXPECT_NE(also("verb: patch, objectRef: {resource: clusterroles, " + rbac).find("escalate"),
            std::string::npos);
  EXPECT_EQ(also("verb: get, objectRef: {resource: clusterroles, " + rbac), "");
  EXPECT_EQ(also("verb: create, objectRef: {resource: pods}"), "");
}

TEST(AuditEvent, RefusesWhatARuleCannotSayExactly) {
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: '*'}"),
            "error: its request names '*', which a rule takes for everything");
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: '*', subresource: log}").substr(0, 5),
            "error");
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: pods, apiGroup: '*'}").substr(0, 5), "error");
  EXPECT_EQ(of_jane("verb: get, requestURI: '/logs/*'").substr(0, 5), "error");
  EXPECT_EQ(of_jane("verb: get, objectRef: {resource: pods, name: '*'}"),
            "jane: get pods named *\n");
}

TEST(AuditEvent, RefusesOddEvents) {
  EXPECT_EQ(needed(""), "error: no event of an audit log: it has no stage");
  EXPECT_EQ(needed(kDone + "verb: get, requestURI: /x" + kAllow), "error: an event without a user");
  EXPECT_EQ(needed(kDone + "user: jane, verb: get, requestURI: /x" + kAllow),
            "error: an event without a user");
  EXPECT_EQ(of_jane("requestURI: /x"), "error: an event without a verb");
  EXPECT_EQ(of_jane("verb: [get], requestURI: /x"), "error: an event without a verb");
  EXPECT_EQ(of_jane("verb: get"), "error: an event without a resource and without a path");
  EXPECT_EQ(of_jane("verb: get, objectRef: []"),
            "error: an event without a resource and without a path");
  EXPECT_EQ(needed(kDone + kJane + ", verb: get, requestURI: /x"),
            "error: an event that does not say whether it was allowed");
  EXPECT_EQ(of_jane("verb: get, requestURI: /x, impersonatedUser: {username: joe, groups: [1, {}], "
                    "extra: {a: b, c: [1]}}"),
            "joe: get /x\njane: impersonate users named joe\n");
  EXPECT_FALSE(read_audit_event(formats::Value()));
}

TEST(Usage, CountsRequestsAndKeepsDistinctOnes) {
  Usage usage;
  const auto record = [&](const std::string& stage, const std::string& when) {
    usage.record(*Event("stage: " + stage + ", " + kJane +
                        ", verb: watch, objectRef: {resource: pods}, requestReceivedTimestamp: '" +
                        when + "'" + kAllow)
                      .read());
  };
  record("ResponseStarted", "2026-01-02T00:00:00Z");
  record("ResponseComplete", "2026-01-03T00:00:00Z");
  record("ResponseComplete", "2026-01-01T00:00:00Z");
  const Person& jane = usage.people().find("jane")->second;
  EXPECT_EQ(jane.count, 2U);
  EXPECT_EQ(usage.requests(jane).size(), 1U);
  EXPECT_EQ(jane.first, "2026-01-01T00:00:00Z");
  EXPECT_EQ(jane.last, "2026-01-03T00:00:00Z");
  EXPECT_TRUE(jane.in("devs"));
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
