// SPDX-License-Identifier: Apache-2.0
// Packages of an image, by the layers that its files are in.
#include "scan/image_packages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "extractors/lang/jar_stream.h"
#include "extractors/secret/samples.h"
#include "formats/test_zip.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using Texts = std::vector<std::string>;

/// Layers of files by their paths, the lowest first.
class MemoryImage : public container::ImageSource {
 public:
  using Layer = std::map<std::string, std::string>;

  explicit MemoryImage(std::vector<Layer> layers) : layers_(std::move(layers)) {
    image_.name = "memory";
    image_.layers.resize(layers_.size());
    for (std::size_t i = 0; i < layers_.size(); ++i)
      image_.layers[i].descriptor.digest = "sha256:" + std::to_string(i);
  }

  /// Layer `index` breaks off before its last file has ended.
  void break_off(std::size_t index) { broken_ = static_cast<int>(index); }
  void set_mode(const std::string& path, std::uint32_t mode) { modes_[path] = mode; }

  const container::Image& image() const override { return image_; }
  Result<container::LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                           const container::LayerOptions&) override {
    for (const auto& [path, text] : layers_[index]) {
      formats::TarEntry entry;
      entry.path = path;
      entry.size = text.size();
      entry.mode = modes_.contains(path) ? modes_.at(path) : 0644;
      const auto wanted = TRY(taker.begin(entry));
      if (wanted == formats::TarData::wanted && !text.empty()) TRY(taker.data(text));
      const bool last = path == layers_[index].rbegin()->first;
      if (last && broken_ == static_cast<int>(index))
        return fail(ErrorCode::malformed, "the archive ends too early");
      TRY_VOID(taker.end());
    }
    return container::LayerFacts{};
  }

 private:
  std::vector<Layer> layers_;
  container::Image image_;
  std::map<std::string, std::uint32_t> modes_;
  int broken_ = -1;
};

using Layers = std::vector<MemoryImage::Layer>;

std::string dpkg(const Texts& packages) {
  std::string out;
  for (const std::string& one : packages)
    out += "Package: " + one +
           "\nStatus: install ok installed\nVersion: 1-1\nArchitecture: amd64\n\n";
  return out;
}

ImageContents contents_of(MemoryImage& image) {
  auto read = read_image_packages(image, {});
  EXPECT_TRUE(read) << read.error().text();
  return read ? *std::move(read) : ImageContents();
}

// "a 1-1 of layer 0"
Texts packages_of(const ImageContents& contents) {
  Texts out;
  for (const model::SbomPackage& one : contents.bill.packages)
    out.push_back(one.package.name + " " + one.package.version + " of layer " +
                  std::to_string(one.layer->index));
  return out;
}

const std::string kStatus = "var/lib/dpkg/status";
const std::string kRelease = "ID=debian\nVERSION_ID=\"12\"\n";

// And each is of the layer that brought it, though a later one has written the list anew.
TEST(ImagePackages, AreThoseOfTheLastListOfAPath) {
  MemoryImage image(Layers{{{kStatus, dpkg({"a"})}, {"etc/os-release", kRelease}},
                           {{kStatus, dpkg({"a", "b"})}}});
  const ImageContents contents = contents_of(image);
  EXPECT_EQ(packages_of(contents), (Texts{"a 1-1 of layer 0", "b 1-1 of layer 1"}));
  EXPECT_EQ(contents.bill.subject.distribution.id, "debian");
  EXPECT_EQ(contents.bill.packages[0].layer->digest, "sha256:0");
  EXPECT_TRUE(contents.bill.gaps.empty());
}

TEST(ImagePackages, AreGoneWithTheFileThatListsThem) {
  const std::string lock = R"({"lockfileVersion": 3, "packages": {"node_modules/x": )"
                           R"({"version": "1.0.0"}}})";
  MemoryImage image(Layers{{{kStatus, dpkg({"a"})}, {"app/package-lock.json", lock}},
                           {{"app/.wh.package-lock.json", ""}}});
  const ImageContents contents = contents_of(image);
  EXPECT_EQ(packages_of(contents), Texts{"a 1-1 of layer 0"});
}

TEST(ImagePackages, OfAFileThatCannotBeReadAreAGap) {
  const MemoryImage::Layer layer{{kStatus, dpkg({"a"})}, {"app/package-lock.json", "no JSON"}};
  MemoryImage image(Layers{layer});
  const ImageContents contents = contents_of(image);
  EXPECT_EQ(packages_of(contents), Texts{"a 1-1 of layer 0"});
  ASSERT_EQ(contents.bill.gaps.size(), 1U);
  EXPECT_TRUE(contents.bill.gaps[0].starts_with("app/package-lock.json:1:1: "))
      << contents.bill.gaps[0];
}

TEST(ImagePackages, OfALayerThatBreaksOffAreAGap) {
  const MemoryImage::Layer layer{{"a/readme", "x"}, {kStatus, dpkg({"a"})}};
  MemoryImage image(Layers{layer});
  image.break_off(0);
  const auto read = read_image_packages(image, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(packages_of(*read), Texts());
  ASSERT_EQ(read->bill.gaps.size(), 1U);
  EXPECT_TRUE(read->bill.gaps[0].contains("ends too early")) << read->bill.gaps[0];
  EXPECT_FALSE(read->tools);
}

TEST(ImageTools, AreThoseOfTheFinalFileSystem) {
  MemoryImage image(Layers{{{"bin/sh", "x"},
                            {"usr/bin/su", "x"},
                            {"usr/bin/wall", "x"},
                            {"usr/bin/apt", "x"},
                            {"sbin/apk", "x"},
                            {"opt/sh", "x"}},
                           {{"usr/bin/.wh.apt", ""}}});
  for (const char* path : {"bin/sh", "usr/bin/apt", "sbin/apk", "opt/sh"})
    image.set_mode(path, 0755);
  image.set_mode("usr/bin/su", 04755);
  image.set_mode("usr/bin/wall", 02755);
  const ImageContents contents = contents_of(image);
  ASSERT_TRUE(contents.tools);
  EXPECT_EQ(contents.tools->setuid, (Texts{"usr/bin/su", "usr/bin/wall"}));
  EXPECT_EQ(contents.tools->shells, Texts{"bin/sh"});
  EXPECT_EQ(contents.tools->package_managers, Texts{"sbin/apk"});
}

TEST(ImageSecretFiles, AreToldWithTheirLayerAndWhetherALaterOneRemovesThem) {
  const std::string token = "glpat-" + extractors::secret::Samples(3).characters(
                                           20, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  MemoryImage image(Layers{{{"app/.env", "TOKEN=" + token + "\n"},
                            {"app/requirements.txt", "a==1\n# " + token + "\n"},
                            {"app/kept.env", "A=1\nTOKEN=" + token + "\n"},
                            {"usr/lib/x/.env", "TOKEN=" + token + "\n"},
                            {"app/node_modules/a/.env", "TOKEN=" + token + "\n"}},
                           {{"app/.wh..env", ""}}});
  const auto detector = extractors::secret::SecretDetector::compile();
  ASSERT_TRUE(detector);
  const auto read = read_image_packages(image, {}, detector->get());
  ASSERT_TRUE(read);
  Texts told;
  for (const ImageSecrets& one : read->secrets)
    told.push_back(one.found.path + ":" + std::to_string(one.found.matches.at(0).line) +
                   (one.removed ? " removed" : "") + " of layer " + std::to_string(one.layer));
  EXPECT_EQ(told, (Texts{"app/.env:1 removed of layer 0", "app/kept.env:2 of layer 0",
                         "app/requirements.txt:2 of layer 0"}));
  EXPECT_TRUE(contents_of(image).secrets.empty());
}

TEST(ImagePackages, ReadsLargeJavaArchivesAsTheyGoBy) {
  formats::TestZip zip;
  zip.add({.name = "big.class",
           .content = std::string(extractors::lang::kMostJarHeld + 1, 'x'),
           .deflated = false});
  zip.add("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=1\n");
  MemoryImage image({{{"app.jar", zip.take()}, {"small.jar", formats::TestZip().take()}}});
  const auto contents = read_image_packages(image, {});
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->bill.packages.size(), 1U);
  EXPECT_EQ(contents->bill.packages[0].package.name, "a");
  EXPECT_TRUE(contents->problems.empty());
}

}  // namespace
}  // namespace bulwark::scan
