// SPDX-License-Identifier: Apache-2.0
#include "extractors/config/certificate_use.h"

#include <gtest/gtest.h>

#include "extractors/config/config_file.h"

namespace bulwark::extractors::config {
namespace {

std::vector<std::string> told(std::string_view document) {
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  std::vector<std::string> out;
  const auto read = read_config(document, builder);
  if (!read) return {read.error().text()};
  for (const NamedCertificate& one : certificates_of(*read))
    out.push_back(one.setting + " " + one.path + " " + std::string(one.use) + " " + one.key);
  return out;
}

using Told = std::vector<std::string>;

TEST(CertificateUse, IsToldByTheFlagsOfComponents) {
  EXPECT_EQ(
      told("kind: KubeAPIServer\nspec: {flags: {tls-cert-file: /a, tls-private-key-file: /b, "
           "client-ca-file: '', service-account-key-file: [/c, /d]}}"),
      (Told{"--tls-cert-file /a api-server /b", "--service-account-key-file /c service-account /c",
            "--service-account-key-file /d service-account /d"}));
  EXPECT_EQ(told("kind: Etcd\nspec: {flags: {trusted-ca-file: /a}}"),
            Told{"--trusted-ca-file /a etcd-ca "});
}

TEST(CertificateUse, IsToldByTheConfigurationOfKubelets) {
  EXPECT_EQ(
      told("kind: Kubelet\nspec: {config: {tlsCertFile: /a, authentication: {x509: "
           "{clientCAFile: /b}}}}"),
      (Told{"tlsCertFile /a kubelet-server ", "authentication.x509.clientCAFile /b cluster-ca "}));
}

TEST(CertificateUse, IsNothingWhereNothingIsKnown) {
  EXPECT_EQ(told("kind: KubeAPIServer\nspec: {}"), Told());
  EXPECT_EQ(told("kind: Kubelet\nspec: {config: {authentication: 1}}"), Told());
  EXPECT_EQ(certificate_use("other"), nullptr);
}

}  // namespace
}  // namespace bulwark::extractors::config
