// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/sbom.h"

#include <gtest/gtest.h>

namespace bulwark::extractors::lang {
namespace {

TEST(SbomInput, CycloneDxGivesPackagesDistributionAndGaps) {
  const auto file = read_sbom("a.json", R"({"bomFormat": "CycloneDX", "specVersion": "1.4",
    "metadata": {"component": {"type": "container", "name": "nginx:1", "version": "sha256:aa"}},
    "components": [
      {"type": "operating-system", "name": "alpine", "version": "3.19.1"},
      {"type": "library", "name": "musl", "purl": "pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64",
       "licenses": [{"license": {"id": "MIT"}}],
       "properties": [{"name": "bulwark:layer", "value": "sha256:11"},
                      {"name": "bulwark:layer:index", "value": "3"},
                      {"name": "syft:location:0:path", "value": "/lib/apk/db/installed"}],
       "components": [{"type": "library", "name": "in", "purl": "pkg:npm/in", "version": "2"}]},
      {"type": "library", "name": "who"}, {"type": "file", "name": "/etc/passwd"}]})");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->sbom.subject.name, "nginx:1");
  EXPECT_EQ(file->sbom.subject.digest, "sha256:aa");
  EXPECT_TRUE(file->sbom.subject.is_image);
  EXPECT_EQ(file->sbom.subject.distribution.id, "alpine");
  EXPECT_EQ(file->sbom.subject.distribution.version, "3.19.1");
  ASSERT_EQ(file->sbom.packages.size(), 2U);
  const model::SbomPackage& musl = file->sbom.packages[0];
  EXPECT_EQ(musl.package.version, "1.2.4-r2");
  EXPECT_EQ(musl.package.license, "MIT");
  EXPECT_EQ(musl.package.path, "lib/apk/db/installed");
  EXPECT_EQ(musl.layer, (model::SbomLayer{"sha256:11", 3}));
  EXPECT_EQ(file->sbom.packages[1].package.version, "2");
  ASSERT_EQ(file->problems.size(), 1U);
  EXPECT_NE(file->problems[0].reason.find("1 components have no package URL"), std::string::npos);
}

TEST(SbomInput, SpdxGivesPackagesAndTheDistributionOfTheirUrls) {
  const auto file = read_sbom("a.json", R"({"spdxVersion": "SPDX-2.2", "packages": [
      {"SPDXID": "SPDXRef-root", "name": "image", "primaryPackagePurpose": "CONTAINER"},
      {"SPDXID": "SPDXRef-a", "name": "bash", "versionInfo": "5", "licenseDeclared": "LicenseRef-1",
       "externalRefs": [{"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a"},
         {"referenceType": "purl", "referenceLocator": "pkg:deb/debian/bash@5.2?distro=debian-12"}]},
      {"SPDXID": "SPDXRef-b", "name": "unknown"}],
    "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": "free"}],
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                       "relatedSpdxElement": "SPDXRef-root"},
                      {"spdxElementId": "SPDXRef-a", "relationshipType": "DEV_DEPENDENCY_OF",
                       "relatedSpdxElement": "SPDXRef-root"}]})");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->sbom.subject.name, "image");
  EXPECT_EQ(file->sbom.subject.distribution.id, "debian");
  EXPECT_EQ(file->sbom.subject.distribution.version, "12");
  ASSERT_EQ(file->sbom.packages.size(), 1U);
  EXPECT_EQ(file->sbom.packages[0].package.version, "5.2");
  EXPECT_EQ(file->sbom.packages[0].package.license, "free");
  EXPECT_TRUE(file->sbom.packages[0].package.development);
  EXPECT_EQ(file->problems.size(), 1U);
}

TEST(SbomInput, RefusesWhatItCannotRead) {
  for (const std::string_view text :
       {"", "{}", "[]", "<bom/>", R"({"bomFormat": "CycloneDX", "specVersion": "2.0"})",
        R"({"spdxVersion": "SPDX-3.0"})"})
    EXPECT_FALSE(read_sbom("a", text)) << text;
}

}  // namespace
}  // namespace bulwark::extractors::lang
