// SPDX-License-Identifier: Apache-2.0
#include "sources/node/known_certificates.h"

#include <gtest/gtest.h>

namespace bulwark::sources::node {
namespace {

TEST(KnownCertificates, AreToldByTheirPlace) {
  EXPECT_EQ(use_of_place("/etc/kubernetes/pki/etcd/ca.crt"), "etcd-ca");
  EXPECT_EQ(use_of_place("/etc/kubernetes/pki/ca.key"), "cluster-ca");
  EXPECT_EQ(use_of_place("/var/lib/kubelet/pki/kubelet-client-current.pem"), "kubelet-client");
  EXPECT_EQ(use_of_place("/var/lib/rancher/k3s/server/tls/client-ca.nochain.crt"), "cluster-ca");
  EXPECT_EQ(use_of_place("/var/lib/rancher/rke2/agent/serving-kubelet.crt"), "kubelet-server");
  EXPECT_EQ(use_of_place("/etc/kubernetes/pki/other.crt"), "");
  EXPECT_EQ(use_of_place("/var/lib/rancher/k3s/server/tls/etcd/ca.crt"), "");
  EXPECT_EQ(use_of_place(""), "");
}

TEST(KnownCertificates, HaveEndings) {
  EXPECT_TRUE(may_be_certificate("/a/b.crt"));
  EXPECT_TRUE(may_be_certificate("/a/sa.pub"));
  EXPECT_FALSE(may_be_certificate("/a/dynamic-cert.json"));
  EXPECT_FALSE(may_be_certificate("/a/crt"));
}

TEST(KnownCertificates, OfAKubeletAreThoseOfToday) {
  EXPECT_TRUE(may_be_certificate("/var/lib/kubelet/pki/kubelet-client-current.pem"));
  EXPECT_FALSE(may_be_certificate("/var/lib/kubelet/pki/kubelet-client-2026-01-02-03-04-05.pem"));
  EXPECT_FALSE(may_be_certificate("/var/lib/kubelet/pki/kubelet-server-2026-01-02-03-04-05.pem"));
  EXPECT_TRUE(may_be_certificate("/var/lib/kubelet/pki/kubelet.crt"));
}

TEST(KnownCertificates, InKubeconfigsAreToldByTheirRole) {
  EXPECT_EQ(use_of_kubeconfig("admin-kubeconfig", "/etc/kubernetes/admin.conf"), "admin");
  EXPECT_EQ(use_of_kubeconfig("admin-kubeconfig", "/etc/kubernetes/super-admin.conf"),
            "super-admin");
  EXPECT_EQ(use_of_kubeconfig("pki", "/etc/kubernetes/pki"), "");
}

}  // namespace
}  // namespace bulwark::sources::node
