// SPDX-License-Identifier: Apache-2.0
// Packages of an image, by the layers that its files are in.
#include "scan/image_packages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

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

  const container::Image& image() const override { return image_; }
  Result<container::LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                           const container::LayerOptions&) override {
    for (const auto& [path, text] : layers_[index]) {
      formats::TarEntry entry;
      entry.path = path;
      entry.size = text.size();
      entry.mode = 0644;
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

TEST(ImagePackages, AreThoseOfTheLastListOfAPath) {
  MemoryImage image(Layers{{{kStatus, dpkg({"a"})}, {"etc/os-release", kRelease}},
                           {{kStatus, dpkg({"a", "b"})}}});
  const ImageContents contents = contents_of(image);
  EXPECT_EQ(packages_of(contents), (Texts{"a 1-1 of layer 1", "b 1-1 of layer 1"}));
  EXPECT_EQ(contents.bill.subject.distribution.id, "debian");
  EXPECT_EQ(contents.bill.packages[0].layer->digest, "sha256:1");
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
}

}  // namespace
}  // namespace bulwark::scan
