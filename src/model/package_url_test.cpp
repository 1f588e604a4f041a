// SPDX-License-Identifier: Apache-2.0
#include "model/package_url.h"

#include <gtest/gtest.h>

namespace bulwark::model {
namespace {

TEST(PackageUrl, IsWrittenAsTheSpecificationSays) {
  const Distribution debian{.id = "debian", .version = "12"};
  EXPECT_EQ(package_url({.type = PackageType::deb,
                         .name = "libgcc-s1",
                         .version = "1:12.2.0-14+b1",
                         .architecture = "amd64",
                         .source_name = "gcc-12",
                         .source_version = "12.2.0-14"},
                        debian),
            "pkg:deb/debian/libgcc-s1@1:12.2.0-14%2Bb1?arch=amd64&distro=debian-12&"
            "upstream=gcc-12%4012.2.0-14");
  EXPECT_EQ(package_url({.type = PackageType::rpm,
                         .name = "bash",
                         .version = "2:5.1-6",
                         .architecture = "x86_64",
                         .module = "shell:5"},
                        {.id = "rhel", .version = "9.3"}),
            "pkg:rpm/rhel/bash@5.1-6?arch=x86_64&distro=rhel-9.3&epoch=2&modularitylabel=shell:5");
  EXPECT_EQ(package_url({.type = PackageType::npm, .name_space = "@x", .name = "a", .version = "1"},
                        debian),
            "pkg:npm/%40x/a@1");
  EXPECT_EQ(package_url({.type = PackageType::pypi, .name = "Ruamel_yaml"}, debian),
            "pkg:pypi/ruamel-yaml");
  EXPECT_EQ(package_url({.type = PackageType::golang,
                         .name_space = "github.com/A",
                         .name = "b",
                         .version = "v1.0.0+incompatible"},
                        debian),
            "pkg:golang/github.com/A/b@v1.0.0%2Bincompatible");
  EXPECT_EQ(package_url({}, debian), "");
}

TEST(PackageUrl, IsReadAsOthersWriteIt) {
  const auto one = package_from_url(
      "pkg:deb/debian/libgcc-s1@1%3A12.2.0-14%2Bb1?upstream=gcc-12%4012.2.0-14&arch=amd64&"
      "distro=debian-12");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->package.version, "1:12.2.0-14+b1");
  EXPECT_EQ(one->package.source_name, "gcc-12");
  EXPECT_EQ(one->package.source_version, "12.2.0-14");
  EXPECT_EQ(one->package.architecture, "amd64");
  EXPECT_EQ(one->distribution, "debian-12");
  EXPECT_EQ(package_from_url("pkg:npm/@x/a@1#dist/x")->package.name_space, "@x");
  EXPECT_EQ(package_from_url("pkg:rpm/rhel/bash@5.1-6?epoch=2")->package.version, "2:5.1-6");
  EXPECT_EQ(package_from_url("pkg:hex/a@1")->package.type, PackageType::generic);
  for (const std::string_view text : {"", "pkg:", "pkg:npm", "pkg:npm/", "npm/a@1", "pkg:npm/a%4"})
    EXPECT_FALSE(package_from_url(text)) << text;
}

TEST(PackageUrl, GivesBackWhatItWasGiven) {
  const Package one{.type = PackageType::rpm,
                    .name_space = "fedora",
                    .name = "a b%c",
                    .version = "3:1.0~rc1^git-1.fc40",
                    .architecture = "noarch",
                    .source_name = "src",
                    .source_version = "1-1",
                    .module = "m:1"};
  const auto back = package_from_url(package_url(one, {.id = "fedora", .version = "40"}));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->package, one);
  EXPECT_EQ(back->distribution, "fedora-40");
}

}  // namespace
}  // namespace bulwark::model
