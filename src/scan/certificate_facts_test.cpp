// SPDX-License-Identifier: Apache-2.0
#include "scan/certificate_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// `number` tells one certificate from another, `key` one key from another.
NodeCertificate certificate(const std::string& path, const std::string& use, const std::string& key,
                            const std::string& number, std::size_t index = 0) {
  NodeCertificate out;
  out.path = path;
  if (!use.empty()) out.uses = {use};
  out.facts.key.sha256 = key;
  out.facts.sha256 = number;
  out.facts.index = index;
  return out;
}

NodeKey key_of(const std::string& path, const std::string& key) {
  NodeKey out;
  out.path = path;
  out.facts.is_private = true;
  out.facts.key.emplace();
  out.facts.key->sha256 = key;
  return out;
}

std::vector<NodeCertificate> related(std::vector<NodeCertificate> certificates) {
  std::vector<NodeKey> none;
  relate(certificates, none);
  return certificates;
}

TEST(CertificateFacts, TellTheRoleOfACertificateByWhatItIsUsedFor) {
  EXPECT_EQ(role_of(certificate("/a", "etcd-ca", "k", "1")), "authority");
  EXPECT_EQ(role_of(certificate("/a", "etcd-ca", "k", "1", 3)), "authority");
  EXPECT_EQ(role_of(certificate("/a", "api-server", "k", "1")), "server");
  EXPECT_EQ(role_of(certificate("/a", "api-server", "k", "1", 1)), "chain");
  EXPECT_EQ(role_of(certificate("/a", "admin", "k", "1")), "client");
  EXPECT_EQ(role_of(certificate("/a", "etcd-peer", "k", "1")), "peer");
  EXPECT_EQ(role_of(certificate("/a", "", "k", "1")), "other");
  NodeCertificate both = certificate("/a", "etcd-server", "k", "1");
  both.uses.insert("api-server-etcd-client");
  EXPECT_EQ(role_of(both), "peer");
}

TEST(CertificateFacts, TellWhatAnAuthorityOpensInAllItsFiles) {
  const auto all = related({certificate("/ca", "cluster-ca", "k", "1"),
                            certificate("/copy", "kubelet-ca", "k", "1"),
                            certificate("/etcd", "etcd-ca", "k", "2"),
                            certificate("/other", "front-proxy-ca", "o", "3")});
  EXPECT_THAT(all[0].trusted_for, ElementsAre("cluster", "etcd"));
  EXPECT_THAT(all[0].shared_with, ElementsAre("/etcd"));
  EXPECT_THAT(all[1].shared_with, ElementsAre("/etcd"));
  EXPECT_THAT(all[2].shared_with, ElementsAre("/ca", "/copy"));
  EXPECT_THAT(all[3].trusted_for, ElementsAre("front-proxy"));
  EXPECT_THAT(all[3].shared_with, IsEmpty());
}

TEST(CertificateFacts, TellOneFileThatOpensTwoThings) {
  NodeCertificate both = certificate("/ca", "cluster-ca", "k", "1");
  both.uses.insert("etcd-ca");
  const auto all = related({both});
  EXPECT_THAT(all[0].trusted_for, ElementsAre("cluster", "etcd"));
  EXPECT_THAT(all[0].shared_with, IsEmpty());
}

TEST(CertificateFacts, TellAKeyOfTwoCertificatesThatServeDifferentThings) {
  const auto all = related({certificate("/server", "api-server", "k", "1"),
                            certificate("/etcd", "etcd-server", "k", "2"),
                            certificate("/renewed", "api-server", "k", "3"),
                            certificate("/copy", "admin", "k", "1"),
                            certificate("/unknown", "", "k", "4"),
                            certificate("/chain", "kubelet-server", "k", "5", 1)});
  EXPECT_THAT(all[0].shared_with, ElementsAre("/etcd"));
  EXPECT_THAT(all[1].shared_with, ElementsAre("/copy", "/renewed", "/server"));
  EXPECT_THAT(all[4].shared_with, IsEmpty());
  EXPECT_THAT(all[5].shared_with, IsEmpty());
  EXPECT_THAT(all[0].trusted_for, IsEmpty());
}

TEST(CertificateFacts, TellTheCertificatesOfAKey) {
  std::vector<NodeCertificate> certificates = {certificate("/ca", "cluster-ca", "k", "1"),
                                               certificate("/a", "admin", "o", "2")};
  std::vector<NodeKey> keys = {key_of("/ca.key", "k"), key_of("/a.key", "o"), key_of("/b.key", "b"),
                               NodeKey()};
  relate(certificates, keys);
  EXPECT_THAT(keys[0].certificates, ElementsAre("/ca"));
  EXPECT_TRUE(keys[0].is_of_authority);
  EXPECT_THAT(keys[1].certificates, ElementsAre("/a"));
  EXPECT_FALSE(keys[1].is_of_authority);
  EXPECT_THAT(keys[2].certificates, IsEmpty());
  EXPECT_THAT(keys[3].certificates, IsEmpty());
}

}  // namespace
}  // namespace bulwark::scan
