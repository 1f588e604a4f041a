// SPDX-License-Identifier: Apache-2.0
// Reads its input as the two layers of an image, packed or not: every name of the picture is clean,
// stands below folders alone, and what was handed over of a surviving file is as long as it says.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/unpack.h"
#include "sources/container/layer_path.h"
#include "sources/container/read_image.h"

namespace {

using namespace bulwark;
using namespace bulwark::sources::container;

void require(bool holds) {
  if (!holds) std::abort();
}

class Layers final : public ImageSource {
 public:
  explicit Layers(std::string_view text) : text_(text) { image_.layers.resize(2); }
  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                const LayerOptions&) override {
    const std::size_t middle = text_.size() / 2 / 512 * 512;
    const std::string_view part = index == 0 ? text_.substr(0, middle) : text_.substr(middle);
    formats::UnpackLimits limits;
    limits.bytes = std::uint64_t{4} << 20;
    formats::Unpacker unpacker(limits);
    formats::TarReader tar(taker);
    const auto into_tar = [&tar](std::string_view block) { return tar.write(block); };
    TRY_VOID(unpacker.write(part, into_tar));
    TRY_VOID(unpacker.finish(into_tar));
    TRY_VOID(tar.finish());
    return LayerFacts{};
  }

 private:
  std::string_view text_;
  Image image_;
};

class All final : public FileTaker {
 public:
  Want wants(const FileFacts& file) override {
    const bool look = file.path.size() % 2 == 0;
    return {look ? Wish::look : Wish::whole, 1 << 20, 0};
  }
  Want looked(const FileFacts&, std::string_view head) override {
    return {head.size() % 2 == 0 ? Wish::whole : Wish::nothing, 1 << 20, 1};
  }
  void take(const FileFacts& file, std::uint32_t, std::string bytes) override {
    require(bytes.size() == file.size);
    require(!file.path.empty());
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Layers layers({reinterpret_cast<const char*>(data), size});
  All taker;
  ReadOptions options;
  options.threads = 1;
  const auto picture = read_image(layers, taker, options);
  require(picture.has_value());
  for (const PictureEntry& one : picture->entries()) {
    const CleanPath clean = clean_path(one.path);
    require(clean.path == one.path && !clean.outside);
    require(picture->find(one.path) == &one);
    const PictureEntry* folder = picture->find(parent_of(one.path));
    require(folder == nullptr || picture->facts(*folder).kind == formats::TarKind::folder);
    static_cast<void>(picture->resolve(one.path));
  }
  return 0;
}
