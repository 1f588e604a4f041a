// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/difference.h"

#include <gtest/gtest.h>

#include "analyzers/network/test_picture.h"

namespace bulwark::analyzers::network {
namespace {

using Texts = std::vector<std::string>;

const std::string kWeb =
    "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: s, labels: "
    "{app: web}}, spec: {containers: []}}";
const std::string kDb =
    "{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: s, labels: "
    "{app: db}}, spec: {containers: []}}";

std::string policy(const std::string& spec, const std::string& name = "p") {
  return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: " + name +
         ", namespace: s}, spec: {" + spec + "}}";
}

std::string from(const std::string& cidr) {
  return policy("podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: '" +
                cidr + "'}}]}]");
}

struct Told {
  Texts lines;
  bool opened = false;
  WorkloadChanges workloads;
};

Told compare(const Texts& before, const Texts& after) {
  const TestPicture old(before);
  const TestPicture now(after);
  Told out;
  out.workloads = find_differences({*old.endpoints, old.policies, old.entries},
                                   {*now.endpoints, now.policies, now.entries},
                                   [&](const Change& change) {
                                     out.lines.push_back(line_of(change));
                                     out.opened = out.opened || change.opened();
                                     return true;
                                   });
  return out;
}

TEST(NetworkDifference, SaysNothingOfOnePictureTwice) {
  const Texts all{kWeb, kDb, from("10.0.0.0/8")};
  const Told told = compare(all, all);
  EXPECT_TRUE(told.lines.empty());
  EXPECT_FALSE(told.opened);
}

TEST(NetworkDifference, TellsWhatIsLostGainedAndChanged) {
  const std::string closed = policy("podSelector: {}");
  const std::string one = policy(
      "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}], ports: "
      "[{port: 80}]}]",
      "q");
  const std::string two = policy(
      "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}], ports: "
      "[{port: 80}, {port: 443}]}]",
      "q");
  EXPECT_EQ(compare({kWeb, kDb, closed}, {kWeb, kDb, closed, one}).lines,
            Texts{"+ s/web[Pod] => s/db[Pod] : TCP 80"});
  const Told lost = compare({kWeb, kDb, closed, one}, {kWeb, kDb, closed});
  EXPECT_EQ(lost.lines, Texts{"- s/web[Pod] => s/db[Pod] : TCP 80"});
  EXPECT_FALSE(lost.opened);
  const Told more = compare({kWeb, kDb, closed, one}, {kWeb, kDb, closed, two});
  EXPECT_EQ(more.lines, Texts{"~ s/web[Pod] => s/db[Pod] : TCP 80 -> TCP 80,443"});
  EXPECT_TRUE(more.opened);
  EXPECT_FALSE(compare({kWeb, kDb, closed, two}, {kWeb, kDb, closed, one}).opened);
}

TEST(NetworkDifference, TellsWorkloadsThatComeAndGo) {
  const Told told = compare({kWeb}, {kDb});
  EXPECT_EQ(told.workloads.added, Texts{"s/db[Pod]"});
  EXPECT_EQ(told.workloads.removed, Texts{"s/web[Pod]"});
  EXPECT_EQ(told.lines,
            (Texts{"+ s/db[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections",
                   "- s/web[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections",
                   "+ 0.0.0.0-255.255.255.255[External] => s/db[Pod] : All Connections",
                   "- 0.0.0.0-255.255.255.255[External] => s/web[Pod] : All Connections"}));
  EXPECT_TRUE(told.opened);
}

// The ranges of the two are cut at other places.
TEST(NetworkDifference, ComparesAddressesOnWhatBothTellApart) {
  EXPECT_EQ(compare({kDb, from("10.0.0.0/8")}, {kDb, from("10.0.0.0/9")}).lines,
            Texts{"- 10.128.0.0-10.255.255.255[External] => s/db[Pod] : All Connections"});
  EXPECT_EQ(compare({kDb, from("10.1.0.0/16")}, {kDb, from("10.0.0.0/8")}).lines,
            (Texts{"+ 10.0.0.0-10.0.255.255[External] => s/db[Pod] : All Connections",
                   "+ 10.2.0.0-10.255.255.255[External] => s/db[Pod] : All Connections"}));
}

// A picture whose policies name no IPv6 has it nevertheless.
TEST(NetworkDifference, KnowsTheOtherFamilyInBoth) {
  EXPECT_EQ(compare({kDb}, {kDb, from("fd00::/8")}).lines,
            (Texts{"- 0.0.0.0-255.255.255.255[External] => s/db[Pod] : All Connections",
                   "- ::-fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External] => s/db[Pod] : All "
                   "Connections",
                   "- fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External] => s/db[Pod] : All "
                   "Connections"}));
}

TEST(NetworkDifference, ComparesWhatIngressesLeadTo) {
  const std::string to_web = service("s", "web", "selector: {app: web}, ports: [{port: 80}]");
  const std::string ingress =
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: s}, spec: "
      "{defaultBackend: {service: {name: web, port: {number: 80}}}}}";
  EXPECT_EQ(compare({kWeb, to_web}, {kWeb, to_web, ingress}).lines,
            Texts{"+ {ingress-controller} => s/web[Pod] : TCP 80"});
}

TEST(NetworkDifference, EndsWhenItIsToldTo) {
  int taken = 0;
  const TestPicture old({});
  const TestPicture now({kWeb, kDb});
  find_differences({*old.endpoints, old.policies, old.entries},
                   {*now.endpoints, now.policies, now.entries}, [&](const Change&) {
                     ++taken;
                     return false;
                   });
  EXPECT_EQ(taken, 1);
}

}  // namespace
}  // namespace bulwark::analyzers::network
