// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "io/sink.h"
#include "outputs/cyclonedx.h"
#include "outputs/license_expression.h"
#include "outputs/sample_sbom.h"
#include "outputs/sbom_order.h"
#include "outputs/spdx.h"

namespace bulwark::outputs {
namespace {

using Writing = void (*)(const model::Sbom&, std::string_view, io::Sink&);

std::string written(Writing write, const model::Sbom& sbom) {
  io::StringSink sink;
  write(sbom, "1.0", sink);
  EXPECT_TRUE(sink.finish());
  return sink.text();
}

TEST(Sbom, IsTheSameWhateverTheOrderAndHowOftenAPackageComes) {
  const model::Sbom sbom = sample_sbom();
  model::Sbom turned = sbom;
  std::ranges::reverse(turned.packages);
  turned.packages.push_back(turned.packages.front());
  for (const Writing write : {write_cyclonedx, write_spdx})
    EXPECT_EQ(written(write, sbom), written(write, turned));
}

TEST(Sbom, HasAnotherIdentifierWhereAnythingIsDifferent) {
  const model::Sbom sbom = sample_sbom();
  const std::string identifier = sbom_identifier(sbom, sbom_entries(sbom));
  EXPECT_TRUE(identifier.starts_with("urn:uuid:"));
  EXPECT_EQ(identifier.size(), 45U);
  const auto differs = [&](auto change) {
    model::Sbom other = sbom;
    change(other);
    return sbom_identifier(other, sbom_entries(other)) != identifier;
  };
  EXPECT_TRUE(differs([](model::Sbom& one) { one.subject.digest += "0"; }));
  EXPECT_TRUE(differs([](model::Sbom& one) { one.packages[0].package.version += "1"; }));
  EXPECT_TRUE(differs([](model::Sbom& one) { one.packages[0].layer->digest += "1"; }));
  EXPECT_TRUE(differs([](model::Sbom& one) { one.gaps.clear(); }));
}

TEST(Sbom, ReferencesAreUniqueWhereOnePackageLiesInTwoFiles) {
  const model::Sbom sbom = sample_sbom();
  std::vector<std::string> ids;
  for (const SbomEntry& one : sbom_entries(sbom)) ids.push_back(one.id);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
  EXPECT_NE(std::ranges::find(ids, "pkg:npm/%40angular/core@17.0.0#2"), ids.end());
}

TEST(Sbom, CycloneDxSaysLayerFileAndGaps) {
  const std::string text = written(write_cyclonedx, sample_sbom());
  for (const std::string_view part :
       {R"("purl":"pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12&upstream=openssl")",
        R"({"name":"bulwark:path","value":"var/lib/dpkg/status"})",
        R"({"name":"bulwark:layer","value":"sha256:11"})",
        R"({"name":"bulwark:layer:index","value":"0"})", R"("scope":"excluded")",
        R"({"name":"bulwark:gap","value":"a.jar is too large"})", R"("aggregate":"incomplete")"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(Sbom, SpdxKeepsLicencesThatHaveNoIdentifier) {
  const std::string text = written(write_spdx, sample_sbom());
  for (const std::string_view part :
       {R"("licenseDeclared":"LicenseRef-1")", R"("extractedText":"GPLv3+ and \"more\"")",
        R"("licenseDeclared":"MIT OR Apache-2.0")", R"("relationshipType":"DEV_DEPENDENCY_OF")",
        R"("comment":"bulwark:path=var/lib/dpkg/status")"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(LicenseExpression, IsOfKnownIdentifiersAndOperators) {
  for (const std::string_view text :
       {"MIT", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR GPL-2.0-only", "((ISC))"})
    EXPECT_TRUE(is_license_expression(text)) << text;
  for (const std::string_view text :
       {"", "MIT License", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT MIT", "()", "GPLv3+", "mit"})
    EXPECT_FALSE(is_license_expression(text)) << text;
}

}  // namespace
}  // namespace bulwark::outputs
