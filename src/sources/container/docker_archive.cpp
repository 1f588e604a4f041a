// SPDX-License-Identifier: Apache-2.0
// The layout is docker/docker's image spec v1.2, "Combined Image JSON + Filesystem Changeset
// Format".
#include "sources/container/docker_archive.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "formats/value.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"
#include "sources/container/layer_path.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

struct Listed {
  std::string config;
  std::vector<std::string> names;
  std::vector<std::string> layers;
};

// Of a layer only the member's name is known: it stands where a registry's title would.
class ArchiveStore final : public BlobStore {
 public:
  explicit ArchiveStore(std::unique_ptr<Members> members) : members_(std::move(members)) {}

  Result<void> read(const Descriptor& blob, const formats::BlockTaker& take,
                    const std::stop_token& stop) override {
    return members_->read(blob.name, take, stop);
  }

 private:
  std::unique_ptr<Members> members_;
};

Result<std::vector<Listed>> read_list(std::string_view text) {
  std::vector<Listed> out;
  TRY_VOID(with_document(text, [&out](const Value& root) -> Result<void> {
    if (!root.is_list()) return fail(ErrorCode::malformed, "manifest.json is no list");
    for (const Value& one : root.items()) {
      out.push_back(
          {std::string(one.text("Config")), texts_of(one, "RepoTags"), texts_of(one, "Layers")});
      if (out.back().config.empty())
        return fail(ErrorCode::malformed, "manifest.json has an image without a config");
    }
    return {};
  }));
  if (out.empty()) return fail(ErrorCode::not_found, "manifest.json lists no image");
  return out;
}

bool is_called(const Listed& one, std::string_view name) {
  return std::any_of(one.names.begin(), one.names.end(), [name](const std::string& tag) {
    return tag == name || tag == std::string(name) + ":latest" ||
           tag.ends_with("/" + std::string(name)) || tag.ends_with(":" + std::string(name));
  });
}

Result<Listed> choose(const std::vector<Listed>& all, std::string_view name) {
  if (name.empty() && all.size() == 1) return all[0];
  std::vector<std::string> names;
  for (const Listed& one : all) {
    if (!name.empty() && is_called(one, name)) return one;
    names.insert(names.end(), one.names.begin(), one.names.end());
  }
  if (name.empty())
    return fail(ErrorCode::malformed,
                "it holds several images; name one of them: " + join(names, ", "));
  return fail(ErrorCode::not_found,
              "it holds no image '" + std::string(name) + "', but " + join(names, ", "));
}

// "0123....json" and "blobs/sha256/0123...": both tell the digest that the config must have.
Result<void> check_config(const std::string& name, std::string_view text) {
  std::string hex(name_of(name));
  if (hex.ends_with(".json")) hex.resize(hex.size() - 5);
  const std::string digest = "sha256:" + hex;
  if (!is_digest(digest)) return {};
  DigestCheck check(digest, -1);
  TRY_VOID(check.add(text));
  return check.finish();
}

}  // namespace

bool is_docker_archive(const Members& members) { return members.has("manifest.json"); }

Result<std::unique_ptr<ImageSource>> open_docker_archive(std::unique_ptr<Members> members,
                                                         std::string_view name,
                                                         const std::stop_token& stop) {
  const std::string text = TRY(read_member(*members, "manifest.json", kMostDocument, stop));
  const std::vector<Listed> all = TRY(read_list(text));
  const Listed listed = TRY(choose(all, name));
  const std::string config = TRY(read_member(*members, listed.config, kMostDocument, stop));
  TRY_VOID(check_config(listed.config, config));
  Image image;
  image.config = TRY(parse_image_config(config));
  image.has_config = true;
  const std::vector<std::string>& diff_ids = image.config.diff_ids;
  if (diff_ids.size() != listed.layers.size()) {
    return fail(ErrorCode::malformed, "manifest.json has " + std::to_string(listed.layers.size()) +
                                          " layers and the config " +
                                          std::to_string(diff_ids.size()));
  }
  const std::vector<int> steps = image.config.steps_of_layers(diff_ids.size());
  for (std::size_t i = 0; i < diff_ids.size(); ++i) {
    Descriptor where;
    where.name = listed.layers[i];
    image.layers.push_back({std::move(where), diff_ids[i], steps[i]});
  }
  return image_of_blobs(std::make_unique<ArchiveStore>(std::move(members)), std::move(image));
}

}  // namespace bulwark::sources::container
