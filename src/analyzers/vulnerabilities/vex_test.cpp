// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/vex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "knowledge/json_items.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

using model::Package;
using model::PackageType;
using testing::SizeIs;

Package npm(std::string space, std::string name, std::string version) {
  Package out;
  out.type = PackageType::npm;
  out.name_space = std::move(space);
  out.name = std::move(name);
  out.version = std::move(version);
  return out;
}

model::Vulnerability row(std::size_t package, std::string id) {
  model::Vulnerability out;
  out.package = package;
  out.id = std::move(id);
  out.aliases = {"GHSA-1"};
  return out;
}

VexDocument read(std::string_view text) {
  knowledge::JsonTexts texts;
  const auto root = texts.read(text);
  EXPECT_TRUE(root);
  auto out = read_vex(*root);
  EXPECT_TRUE(out) << out.error().text();
  return std::move(*out);
}

constexpr std::string_view kOpenVex = R"({"@context": "https://openvex.dev/ns/v0.2.0",
 "author": "us", "statements": [
  {"vulnerability": {"name": "CVE-2024-1", "aliases": ["GHSA-1"]}, "status": "not_affected",
   "justification": "vulnerable_code_not_present",
   "products": [{"@id": "pkg:npm/%40a/b@1.0.0"}]},
  {"vulnerability": "CVE-2024-2", "status": "fixed", "products": [
    {"@id": "pkg:oci/app@sha256:1", "subcomponents": [{"@id": "pkg:npm/c@2"}]}]},
  {"vulnerability": "CVE-2024-3", "status": "odd", "products": ["pkg:npm/c"]},
  {"status": "fixed", "products": ["pkg:npm/c"]}]})";

TEST(Vex, MarksByProductAndByComponentOfAProduct) {
  const VexDocument document = read(kOpenVex);
  EXPECT_THAT(document.statements, SizeIs(2));
  EXPECT_THAT(document.problems, SizeIs(2));
  const std::vector<Package> packages{npm("@a", "b", "1.0.0"), npm("@a", "b", "1.0.1"),
                                      npm("", "c", "2")};
  std::vector<model::Vulnerability> rows{row(0, "CVE-2024-1"), row(1, "CVE-2024-1"),
                                         row(2, "CVE-2024-2")};
  VexCounts counts = apply_vex(document.statements, {}, packages, rows);
  EXPECT_EQ(counts.marked, 1U);
  EXPECT_EQ(counts.unused, 1U);
  ASSERT_TRUE(rows[0].vex);
  EXPECT_EQ(rows[0].vex->justification, "vulnerable_code_not_present");
  EXPECT_FALSE(rows[1].vex);
  const std::vector<std::string> image{"pkg:oci/app@sha256:1?repository_url=r"};
  counts = apply_vex(document.statements, image, packages, rows);
  EXPECT_EQ(counts.marked, 2U);
  EXPECT_TRUE(rows[2].vex);
}

TEST(Vex, TakesALaterWord) {
  const VexDocument document = read(R"({"@context": "https://openvex.dev/ns/v0.2.0", "statements": [
    {"vulnerability": "CVE-1", "status": "not_affected", "products": ["pkg:npm/c"]},
    {"vulnerability": "CVE-1", "status": "affected", "products": ["pkg:npm/c@2"]}]})");
  const std::vector<Package> packages{npm("", "c", "1"), npm("", "c", "2")};
  std::vector<model::Vulnerability> rows{row(0, "CVE-1"), row(1, "CVE-1")};
  EXPECT_EQ(apply_vex(document.statements, {}, packages, rows).marked, 1U);
  EXPECT_TRUE(rows[0].vex);
}

TEST(Vex, ReadsCycloneDx) {
  const VexDocument document = read(R"({"bomFormat": "CycloneDX", "specVersion": "1.6",
   "components": [{"bom-ref": "c", "purl": "pkg:npm/c@2"}],
   "vulnerabilities": [
    {"id": "CVE-1", "analysis": {"state": "not_affected", "justification": "code_not_reachable"},
     "affects": [{"ref": "c"}]},
    {"id": "CVE-2", "analysis": {"state": "resolved"},
     "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/c@2"}]},
    {"id": "CVE-3", "affects": [{"ref": "c"}]},
    {"id": "CVE-4", "analysis": {"state": "exploitable"}, "affects": [{"ref": "nowhere"}]}]})");
  EXPECT_THAT(document.statements, SizeIs(2));
  EXPECT_THAT(document.problems, SizeIs(1));
  const std::vector<Package> packages{npm("", "c", "2")};
  std::vector<model::Vulnerability> rows{row(0, "CVE-1"), row(0, "CVE-2"), row(0, "CVE-3")};
  EXPECT_EQ(apply_vex(document.statements, {}, packages, rows).marked, 2U);
}

TEST(Vex, RefusesOtherDocuments) {
  knowledge::JsonTexts texts;
  EXPECT_EQ(read_vex(*texts.read(R"({"bomFormat": "CycloneDX"})")).error().code,
            ErrorCode::unsupported);
  EXPECT_FALSE(read_vex(*texts.read("[]")));
}

TEST(Means, KnowsSourcesAndEpochs) {
  Package deb;
  deb.type = PackageType::deb;
  deb.name_space = "debian";
  deb.name = "libssl3";
  deb.version = "3.0.11-1";
  deb.source_name = "openssl";
  EXPECT_TRUE(means("pkg:deb/debian/libssl3@3.0.11-1?arch=amd64", deb));
  EXPECT_TRUE(means("pkg:deb/debian/openssl@3.0.11-1?arch=source", deb));
  EXPECT_FALSE(means("pkg:deb/debian/openssl@3.0.11-1", deb));
  EXPECT_FALSE(means("pkg:deb/ubuntu/libssl3", deb));
  EXPECT_FALSE(means("pkg:rpm/debian/libssl3", deb));
  deb.version = "1:3";
  EXPECT_TRUE(means("pkg:deb/debian/libssl3@3?epoch=1", deb));
  EXPECT_FALSE(means("pkg:deb/debian/libssl3@3", deb));
}

}  // namespace
}  // namespace bulwark::analyzers::vulnerabilities
