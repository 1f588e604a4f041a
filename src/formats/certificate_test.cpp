// SPDX-License-Identifier: Apache-2.0
// The seeds of the fuzz target, which the openssl program made, and what happens to them when some
// of their bytes are others.
#include "formats/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "formats/pem.h"

namespace bulwark::formats {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

std::string seed(const std::string& name) {
  std::ifstream file(BULWARK_SOURCE_DIR "/fuzz/seeds/certificate/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Certificates : public testing::Test {
 protected:
  PemContents read(const std::string& text) {
    const auto contents = reader_.read(text);
    EXPECT_TRUE(contents) << contents.error().text();
    return contents ? *contents : PemContents();
  }

  Certificate first(const std::string& name) {
    const PemContents contents = read(seed(name));
    EXPECT_FALSE(contents.certificates.empty()) << name;
    return contents.certificates.empty() ? Certificate() : contents.certificates[0];
  }

  PublicKey key(const std::string& name) {
    const PemContents contents = read(seed(name));
    EXPECT_EQ(contents.keys.size(), 1U) << name;
    return contents.keys.empty() ? PublicKey() : contents.keys[0].key.value_or(PublicKey());
  }

  // The seed ca.der with other bytes of the same number, at the last place that has them.
  Certificate changed(const std::string& from, const std::string& to) {
    std::string der = seed("ca.der");
    const std::size_t at = der.rfind(from);
    EXPECT_NE(at, std::string::npos);
    const auto read = reader_.certificate(der.replace(at, from.size(), to));
    EXPECT_TRUE(read);
    return read ? *read : Certificate();
  }

  CertificateReader reader_;
};

TEST_F(Certificates, TellWhomTheyAreFor) {
  const Certificate server = first("apiserver.crt");
  EXPECT_EQ(server.subject, "CN=kube-apiserver");
  EXPECT_EQ(server.issuer, "CN=kubernetes");
  EXPECT_EQ(server.common_name, "kube-apiserver");
  EXPECT_EQ(server.serial, "1F2E3D");
  EXPECT_EQ(server.not_before, "2026-11-30T08:22:11Z");
  EXPECT_EQ(server.not_after, "2027-11-30T08:22:11Z");
  EXPECT_EQ(server.dns_names, (Names{"kubernetes", "kubernetes.default.svc"}));
  EXPECT_EQ(server.ip_addresses, (Names{"10.96.0.1", "fd00::1"}));
  EXPECT_EQ(server.is_authority, false);
  EXPECT_EQ(server.key_usages, (Names{"digitalSignature", "keyEncipherment"}));
  EXPECT_EQ(server.extended_usages, Names{"serverAuth"});
  EXPECT_EQ(server.signature_algorithm, "ecdsa-with-SHA256");
  EXPECT_EQ(server.signature_digest, "SHA256");
  EXPECT_FALSE(server.self_signed);
  EXPECT_EQ(server.sha256, "23cff4165e0528705324bb6d3d499ea0c1762de7166520363044b52351f5f064");
  EXPECT_EQ(server.key,
            (PublicKey{"RSA", 2048, "",
                       "ad3ec7c144862132a1c51a9dc4772320a5453b5245660981fad51d0f5480ee4d"}));
  EXPECT_THAT(server.doubts, IsEmpty());
}

TEST_F(Certificates, OfClientsTellTheirGroups) {
  const Certificate admin = first("admin.crt");
  EXPECT_EQ(admin.common_name, "kubernetes-admin");
  EXPECT_EQ(admin.organizations, (Names{"system:masters", "second"}));
  EXPECT_EQ(admin.extended_usages, (Names{"clientAuth", "1.2.3.4"}));
  EXPECT_EQ(admin.key_usages, Names());
  EXPECT_EQ(admin.dns_names, Names());
  EXPECT_EQ(admin.key.type, "ED25519");
  EXPECT_EQ(admin.signature_digest, "SHA256");
}

TEST_F(Certificates, OfAuthoritiesSayThatTheyAreThat) {
  const Certificate authority = first("ca.crt");
  EXPECT_EQ(authority.is_authority, true);
  EXPECT_TRUE(authority.self_signed);
  EXPECT_EQ(authority.key.curve, "P-256");
  EXPECT_EQ(authority.key.bits, 256);
  EXPECT_THAT(authority.key_usages, testing::Optional(testing::Contains("keyCertSign")));
}

TEST_F(Certificates, HaveTheirPlaceInABundle) {
  const PemContents bundle = read(seed("bundle.pem"));
  ASSERT_EQ(bundle.certificates.size(), 2U);
  EXPECT_EQ(bundle.certificates[1].index, 1U);
  ASSERT_EQ(bundle.keys.size(), 1U);
  EXPECT_TRUE(bundle.keys[0].is_private);
  EXPECT_EQ(bundle.keys[0].key, bundle.certificates[0].key);
}

TEST_F(Certificates, AreReadBesideBrokenOnes) {
  const PemContents contents = read(seed("broken.pem"));
  ASSERT_EQ(contents.certificates.size(), 1U);
  EXPECT_EQ(contents.certificates[0].index, 1U);
  EXPECT_THAT(contents.troubles, ElementsAre("block 1 (CERTIFICATE) has no end",
                                             "block 3 (CERTIFICATE) is no certificate"));
}

TEST_F(Certificates, MustBePem) {
  EXPECT_EQ(reader_.read("").error().message, "is empty");
  EXPECT_EQ(reader_.read("0 words").error().message, "holds no PEM block");
  EXPECT_EQ(reader_.read(seed("ca.der")).error().message, "is DER, where PEM is read");
  EXPECT_FALSE(reader_.certificate(seed("ca.der") + "x"));
  EXPECT_EQ(reader_.certificate(std::string(CertificateReader::kMostBytes + 1, '0')).error().code,
            ErrorCode::limit);
}

TEST_F(Certificates, HaveTimesOfAnyYear) {
  EXPECT_EQ(changed("361127082211Z", "491231235959Z").not_after, "2049-12-31T23:59:59Z");
  EXPECT_EQ(changed("361127082211Z", "500101000000Z").not_after, "1950-01-01T00:00:00Z");
  EXPECT_EQ(changed("\x17\r361127082211Z", "\x18\r99991231235Z9").not_after, std::nullopt);
  const Certificate none = changed("361127082211Z", "360230082211Z");
  EXPECT_EQ(none.not_after, std::nullopt);
  EXPECT_THAT(none.doubts, ElementsAre("notAfter is no time"));
}

TEST_F(Certificates, HaveNamesOfAnyEncoding) {
  using namespace std::string_literals;
  const auto common_name = [&](const std::string& value) {
    return changed("\x0C\nkubernetes", value).common_name;
  };
  EXPECT_EQ(common_name("\x1E\n\0k\0u\0b\0e\0\xE9"s), "kube\xC3\xA9");
  EXPECT_EQ(common_name("\x14\nkubernet\xE9s"), "kubernet\xC3\xA9s");
  EXPECT_EQ(common_name("\x0C\nkube\0\x1B[31m"s), "kube\0\x1B[31m"s);
  EXPECT_EQ(changed("\x0C\nkubernetes", "\x0C\nkube\nrnete").subject, "CN=kube\\0Arnete");
}

TEST_F(Certificates, DoNotTellWhatIsBroken) {
  // Nor does Go take text that is of another encoding than it says.
  std::string der = seed("ca.der");
  EXPECT_FALSE(reader_.certificate(der.replace(der.rfind("kubernetes"), 1, "\xFF")));
  // basicConstraints whose sequence is longer than what holds it.
  const Certificate constraints = changed("\x30\x03\x01\x01\xFF", "\x30\x04\x01\x01\xFF");
  EXPECT_EQ(constraints.is_authority, std::nullopt);
  EXPECT_THAT(constraints.doubts, ElementsAre("basicConstraints is broken"));
  // The identifier of keyUsage becomes that of basicConstraints.
  const Certificate twice = changed("\x55\x1D\x0F", "\x55\x1D\x13");
  EXPECT_EQ(twice.is_authority, std::nullopt);
  EXPECT_THAT(twice.doubts, ElementsAre("basicConstraints is there twice"));
}

TEST_F(Certificates, HaveKeysOfKindsThatAreNotKnown) {
  const Certificate curve = changed("\x2A\x86\x48\xCE\x3D\x03\x01\x07",
                                    "\x2A\x86\x48\xCE\x3D\x03\x01\x7F");
  EXPECT_EQ(curve.key.bits, std::nullopt);
  EXPECT_EQ(curve.key.type, "id-ecPublicKey");
  EXPECT_EQ(curve.key.sha256.size(), 64U);
  EXPECT_THAT(curve.doubts, ElementsAre("its key is of no kind that is known: id-ecPublicKey"));
}

TEST_F(Certificates, HaveOneKeyInAllFormsOfIt) {
  EXPECT_EQ(key("ca.key"), first("ca.crt").key);
  EXPECT_EQ(key("sa.pub"), first("ca.crt").key);
  EXPECT_EQ(key("rsa-traditional.key"), first("apiserver.crt").key);
  EXPECT_EQ(key("ec-with-parameters.key").curve, "P-384");
  EXPECT_FALSE(read(seed("sa.pub")).keys.at(0).is_private);
}

TEST_F(Certificates, KnowNothingOfAnEncryptedKey) {
  for (const char* name : {"encrypted.key", "encrypted-traditional.key"}) {
    const PemContents contents = read(seed(name));
    ASSERT_EQ(contents.keys.size(), 1U) << name;
    EXPECT_TRUE(contents.keys[0].is_private);
    EXPECT_EQ(contents.keys[0].key, std::nullopt);
    EXPECT_THAT(contents.troubles, IsEmpty());
  }
}

}  // namespace
}  // namespace bulwark::formats
