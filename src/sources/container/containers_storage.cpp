// SPDX-License-Identifier: Apache-2.0
// The files are containers/storage's: DRIVER-images/images.json, DRIVER-layers/layers.json, an
// image's documents under DRIVER-images/ID.
#include "sources/container/containers_storage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "formats/base64.h"
#include "formats/value.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "sources/container/digest.h"
#include "sources/container/folder_layer.h"
#include "sources/container/image_document.h"
#include "sources/container/reference.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

constexpr std::size_t kMostLayers = 1'000;
constexpr std::size_t kShortestId = 12;

struct StoredImage {
  std::string id;
  std::string top;  ///< its topmost layer
  std::string digest;
  std::vector<std::string> names;
};

struct StoredLayer {
  std::string parent;  ///< empty: the lowest
  std::string diff_id;
};

bool is_id(std::string_view text) { return is_digest("sha256:" + std::string(text)); }

Result<std::string> read_text(const std::string& path) {
  auto text = io::read_file(path, kMostDocument);
  if (!text) return fail(text.error().code, text.error().message, path);
  return text;
}

template <class Use>
Result<void> for_each_in(const std::string& path, const Use& use) {
  const std::string text = TRY(read_text(path));
  const Result<void> done = with_document(text, [&use](const Value& root) -> Result<void> {
    for (const Value& one : root.items()) TRY_VOID(use(one));
    return {};
  });
  if (!done) return fail(done.error().code, done.error().message, path);
  return {};
}

Result<std::vector<StoredImage>> read_images(const std::string& path) {
  std::vector<StoredImage> out;
  TRY_VOID(for_each_in(path, [&out](const Value& one) -> Result<void> {
    StoredImage image{std::string(one.text("id")), std::string(one.text("layer")),
                      std::string(one.text("digest")), texts_of(one, "names")};
    // Both become parts of paths.
    if (!is_id(image.id) || (!image.top.empty() && !is_id(image.top)))
      return fail(ErrorCode::malformed, "an id that is none");
    out.push_back(std::move(image));
    return {};
  }));
  return out;
}

Result<std::map<std::string, StoredLayer>> read_layers(const std::string& path) {
  std::map<std::string, StoredLayer> out;
  TRY_VOID(for_each_in(path, [&out](const Value& one) -> Result<void> {
    StoredLayer layer{std::string(one.text("parent")), std::string(one.text("diff-digest"))};
    if (!is_id(one.text("id")) || (!layer.parent.empty() && !is_id(layer.parent)))
      return fail(ErrorCode::malformed, "an id that is none");
    out.emplace(one.text("id"), std::move(layer));
    return {};
  }));
  return out;
}

Result<StoredImage> find(const std::vector<StoredImage>& all, std::string_view name) {
  std::string whole(name);
  if (const auto reference = parse_reference(name)) whole = reference->text();
  std::vector<const StoredImage*> by_id;
  for (const StoredImage& one : all) {
    for (const std::string& own : one.names)
      if (own == name || own == whole || own == "localhost/" + std::string(name) ||
          own == "localhost/" + std::string(name) + ":latest")
        return one;
    if (one.digest == name) return one;
    if (name.size() >= kShortestId && one.id.starts_with(name)) by_id.push_back(&one);
  }
  if (by_id.size() == 1) return *by_id[0];
  return fail(ErrorCode::not_found, "there is no image '" + std::string(name) + "' among its " +
                                        std::to_string(all.size()));
}

// The lowest first.
Result<std::vector<std::string>> chain_of(const std::string& top,
                                          const std::map<std::string, StoredLayer>& layers) {
  std::vector<std::string> out;
  for (std::string next = top; !next.empty();) {
    const auto found = layers.find(next);
    if (found == layers.end()) return fail(ErrorCode::not_found, "layer " + next + " is missing");
    if (out.size() >= kMostLayers) return fail(ErrorCode::malformed, "layers without an end");
    out.push_back(next);
    next = found->second.parent;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

/// Layers that lie in folders.
class StoredSource final : public ImageSource {
 public:
  StoredSource(Image image, std::vector<std::string> folders)
      : image_(std::move(image)), folders_(std::move(folders)) {}

  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t index, formats::TarTaker& taker,
                                const LayerOptions& options) override {
    return read_folder_layer(folders_.at(index), taker, options);
  }

 private:
  Image image_;
  std::vector<std::string> folders_;
};

// Documents whose names hold more than letters, digits, dots and dashes are kept under another one.
Result<ImageConfig> read_config(const std::string& folder, const std::string& id) {
  const std::string name = "sha256:" + id;
  const std::string text = TRY(read_text(folder + "/=" + formats::encode_base64(name)));
  DigestCheck check(name, -1);
  TRY_VOID(check.add(text));
  TRY_VOID(check.finish());
  return parse_image_config(text);
}

void describe(const std::vector<std::string>& chain,
              const std::map<std::string, StoredLayer>& layers, Image& out) {
  const std::vector<int> steps = out.config.steps_of_layers(chain.size());
  for (std::size_t i = 0; i < chain.size(); ++i)
    out.layers.push_back({{}, layers.at(chain[i]).diff_id, steps[i]});
}

Result<std::unique_ptr<ImageSource>> open_in(const std::string& root, const std::string& driver,
                                             std::string_view name) {
  const std::string images = io::join(root, driver + "-images");
  const std::vector<StoredImage> all = TRY(read_images(images + "/images.json"));
  const StoredImage stored = TRY(find(all, name));
  const auto layers = TRY(read_layers(io::join(root, driver + "-layers/layers.json")));
  const std::vector<std::string> chain = TRY(chain_of(stored.top, layers));
  Image image;
  image.digest = stored.digest;
  image.config = TRY(read_config(images + "/" + stored.id, stored.id));
  image.has_config = true;
  std::vector<std::string> folders;
  if (driver == "overlay") {
    describe(chain, layers, image);
    for (const std::string& id : chain)
      folders.push_back(io::join(root, "overlay/" + id + "/diff"));
  } else if (!chain.empty()) {
    image.layers.resize(1);
    folders.push_back(io::join(root, "vfs/dir/" + chain.back()));
  }
  return std::make_unique<StoredSource>(std::move(image), std::move(folders));
}

}  // namespace

Result<std::unique_ptr<ImageSource>> open_containers_storage(const std::string& root,
                                                             std::string_view name,
                                                             const std::stop_token&) {
  std::optional<Error> first;
  for (const char* driver : {"overlay", "vfs"}) {
    if (!io::look_at(io::join(root, std::string(driver) + "-images/images.json"))) continue;
    auto out = open_in(root, driver, name);
    if (out) return out;
    if (!first) first = std::move(out).error();
  }
  if (first) {
    if (first->where.empty()) first->where = root;
    return std::unexpected(*std::move(first));
  }
  return fail(ErrorCode::not_found, "no images of containers/storage are here", root);
}

}  // namespace bulwark::sources::container
