// SPDX-License-Identifier: Apache-2.0
#include "extractors/config/mounted_file.h"

#include <gtest/gtest.h>

#include "extractors/config/config_file.h"

namespace bulwark::extractors::config {
namespace {

TEST(HostFile, IsWhereTheLongestMountOfAHostPathLeads) {
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  const auto pod = read_config(R"({
    "volumes": [{"name": "k8s", "hostPath": {"path": "/etc/kubernetes/pki/"}},
                {"name": "etcd", "hostPath": {"path": "/srv/etcd"}},
                {"name": "one", "hostPath": {"path": "/srv/one.crt", "type": "File"}},
                {"name": "map", "configMap": {"name": "a"}}],
    "volumeMounts": [{"name": "k8s", "mountPath": "/pki"}, {"name": "etcd", "mountPath": "/pki/etcd/"},
                     {"name": "one", "mountPath": "/one.crt"}, {"name": "map", "mountPath": "/map"},
                     {"name": "etcd", "mountPath": "/sub", "subPath": "a/b"}]})",
                               builder);
  ASSERT_TRUE(pod);
  const auto host = [&](std::string_view path) {
    return host_file(*pod, *pod, path).value_or("nowhere");
  };
  EXPECT_EQ(host("/pki/ca.crt"), "/etc/kubernetes/pki/ca.crt");
  EXPECT_EQ(host("/pki/etcd/ca.crt"), "/srv/etcd/ca.crt");
  EXPECT_EQ(host("/one.crt"), "/srv/one.crt");
  EXPECT_EQ(host("/sub/c.crt"), "/srv/etcd/a/b/c.crt");
  EXPECT_EQ(host("/map/ca.crt"), "nowhere");
  EXPECT_EQ(host("/pkiother"), "nowhere");
}

}  // namespace
}  // namespace bulwark::extractors::config
