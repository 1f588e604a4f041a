// SPDX-License-Identifier: Apache-2.0
#include "sources/container/oci_layout.h"

#include <set>
#include <utility>

#include "base/text.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

class LayoutStore final : public BlobStore {
 public:
  explicit LayoutStore(std::unique_ptr<Members> members) : members_(std::move(members)) {}

  Result<void> read(const Descriptor& blob, const formats::BlockTaker& take,
                    const std::stop_token& stop) override {
    const std::size_t colon = blob.digest.find(':');
    const std::string name = "blobs/" + blob.digest.substr(0, colon) + "/" +
                             std::string(hex_of(blob.digest));
    return members_->read(name, take, stop);
  }

 private:
  std::unique_ptr<Members> members_;
};

bool is_called(const Descriptor& one, std::string_view tag) {
  if (one.name == tag || one.image_name == tag || one.digest == tag) return true;
  const std::string end = ":" + std::string(tag);
  return one.name.ends_with(end) || one.image_name.ends_with(end);
}

std::vector<std::string> names_in(const Index& index) {
  std::set<std::string> names;
  for (const Descriptor& one : index.manifests) {
    const std::string& name = one.name.empty() ? one.image_name : one.name;
    if (!name.empty()) names.insert(name);
  }
  return {names.begin(), names.end()};
}

// Those that may be meant; of one image for several platforms there may be several.
Result<Index> candidates(const Index& all, std::string_view tag) {
  const std::vector<std::string> names = names_in(all);
  if (tag.empty()) {
    if (names.size() < 2) return all;
    return fail(ErrorCode::malformed,
                "it holds several images; name one of them behind a colon: " + join(names, ", "));
  }
  Index out;
  for (const Descriptor& one : all.manifests)
    if (is_called(one, tag)) out.manifests.push_back(one);
  if (!out.manifests.empty()) return out;
  return fail(ErrorCode::not_found, "it holds no image '" + std::string(tag) + "', but " +
                                        (names.empty() ? "unnamed ones" : join(names, ", ")));
}

}  // namespace

bool is_oci_layout(const Members& members) {
  return members.has("index.json") && (members.has("oci-layout") || !members.has("manifest.json"));
}

Result<std::unique_ptr<ImageSource>> open_oci_layout(std::unique_ptr<Members> members,
                                                     std::string_view tag, const Platform& platform,
                                                     const std::stop_token& stop) {
  const std::string text = TRY(read_member(*members, "index.json", kMostDocument, stop));
  const ManifestOrIndex parsed = TRY(parse_manifest(text));
  if (parsed.type != DocumentType::index)
    return fail(ErrorCode::malformed, "index.json is no index");
  const Index some = TRY(candidates(parsed.index, tag));
  const Descriptor root = some.manifests.size() == 1 ? some.manifests[0]
                                                     : TRY(choose_manifest(some, platform));
  auto store = std::make_unique<LayoutStore>(std::move(members));
  Image image = TRY(resolve_image(*store, root, platform, stop));
  return image_of_blobs(std::move(store), std::move(image));
}

}  // namespace bulwark::sources::container
