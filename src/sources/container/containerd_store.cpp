// SPDX-License-Identifier: Apache-2.0
// The database's layout is containerd's (core/metadata/buckets.go): v1/NAMESPACE/images/NAME/target
// has digest, mediatype and size.
#include "sources/container/containerd_store.h"

#include <optional>
#include <utility>

#include "io/file_tree.h"
#include "io/random_file.h"
#include "sources/container/blob_store.h"
#include "sources/container/digest.h"
#include "sources/container/reference.h"

namespace bulwark::sources::container {
namespace {

using formats::BoltBucket;
using formats::BoltReader;

constexpr std::string_view kDatabase = "io.containerd.metadata.v1.bolt/meta.db";
constexpr std::string_view kContent = "io.containerd.content.v1.content/blobs";
constexpr std::size_t kMostImages = 100'000;

class ContentStore final : public BlobStore {
 public:
  explicit ContentStore(std::string folder) : folder_(std::move(folder)) {}

  Result<void> read(const Descriptor& blob, const formats::BlockTaker& take,
                    const std::stop_token& stop) override {
    const std::string kind = blob.digest.substr(0, blob.digest.find(':'));
    const std::string path = folder_ + "/" + kind + "/" + std::string(hex_of(blob.digest));
    const Result<io::RandomFile> file = io::RandomFile::open(path);
    if (!file && file.error().code == ErrorCode::not_found) {
      return fail(ErrorCode::not_found,
                  "containerd does not keep it (was it thrown away once unpacked?)", path);
    }
    if (!file) return fail(file.error().code, file.error().message, path);
    return file->read_blocks(0, file->size(), take, stop);
  }

 private:
  std::string folder_;
};

// As Go's encoding/binary writes it: seven bits a byte, the sign in the last bit.
std::int64_t varint(std::string_view bytes) {
  std::uint64_t out = 0;
  unsigned shift = 0;
  for (const char c : bytes) {
    if (shift > 63) return -1;
    out |= static_cast<std::uint64_t>(static_cast<unsigned char>(c) & 0x7F) << shift;
    shift += 7;
    if ((static_cast<unsigned char>(c) & 0x80) == 0) break;
  }
  return static_cast<std::int64_t>(out >> 1) ^ -static_cast<std::int64_t>(out & 1);
}

Result<Descriptor> read_target(const BoltReader& database, const BoltBucket& image) {
  Descriptor out;
  const std::optional<BoltBucket> target = TRY(database.find_bucket(image, "target"));
  if (!target) return out;
  TRY_VOID(database.walk(
      *target, [&out](std::string_view key, std::string_view value, bool) -> Result<bool> {
        if (key == "digest") out.digest = value;
        if (key == "mediatype") out.media_type = value;
        if (key == "size") out.size = varint(value);
        return true;
      }));
  return out;
}

Result<void> list_namespace(const BoltReader& database, const BoltBucket& bucket,
                            const std::string& name_space, std::vector<ContainerdImage>& out) {
  const std::optional<BoltBucket> images = TRY(database.find_bucket(bucket, "images"));
  if (!images) return {};
  return database.walk(
      *images, [&](std::string_view key, std::string_view value, bool is_bucket) -> Result<bool> {
        if (!is_bucket) return true;
        if (out.size() >= kMostImages) return fail(ErrorCode::limit, "too many images");
        const BoltBucket image = TRY(BoltReader::bucket_of(value));
        Descriptor target = TRY(read_target(database, image));
        if (is_digest(target.digest))
          out.push_back({name_space, std::string(key), std::move(target)});
        return true;
      });
}

// Kubernetes' images first, then those of `ctr`, then others'.
int rank(const ContainerdImage& one) {
  if (one.name_space == "k8s.io") return 0;
  return one.name_space == "default" ? 1 : 2;
}

const ContainerdImage* find(const std::vector<ContainerdImage>& all, std::string_view name) {
  std::string whole(name);
  if (const auto reference = parse_reference(name)) whole = reference->text();
  const ContainerdImage* best = nullptr;
  for (const ContainerdImage& one : all) {
    const bool is = one.name == name || one.name == whole || one.target.digest == name;
    if (is && (best == nullptr || rank(one) < rank(*best))) best = &one;
  }
  return best;
}

}  // namespace

Result<std::vector<ContainerdImage>> list_containerd_images(const BoltReader& database) {
  std::vector<ContainerdImage> out;
  const std::optional<BoltBucket> top = TRY(database.find_bucket(database.root(), "v1"));
  if (!top) return out;
  const auto visit = [&](std::string_view key, std::string_view value,
                         bool is_bucket) -> Result<bool> {
    if (!is_bucket) return true;
    const BoltBucket bucket = TRY(BoltReader::bucket_of(value));
    TRY_VOID(list_namespace(database, bucket, std::string(key), out));
    return true;
  };
  TRY_VOID(database.walk(*top, visit));
  return out;
}

Result<std::unique_ptr<ImageSource>> open_containerd_image(const std::string& root,
                                                           std::string_view name,
                                                           const Platform& platform,
                                                           const std::stop_token& stop) {
  const std::string path = io::join(root, kDatabase);
  Result<io::RandomFile> opened = io::RandomFile::open(path);
  if (!opened) return fail(opened.error().code, opened.error().message, path);
  const io::RandomFile& file = *opened;
  const auto read_at = [&file](std::uint64_t offset, std::size_t size) -> Result<std::string> {
    std::string out(size, '\0');
    out.resize(TRY(file.read_at(offset, out)));
    return out;
  };
  const auto database = BoltReader::open(read_at);
  if (!database) return fail(database.error().code, database.error().message, path);
  const auto images = list_containerd_images(*database);
  if (!images) return fail(images.error().code, images.error().message, path);
  const ContainerdImage* found = find(*images, name);
  if (found == nullptr) {
    return fail(ErrorCode::not_found,
                "containerd has no image '" + std::string(name) + "' among its " +
                    std::to_string(images->size()),
                path);
  }
  auto store = std::make_unique<ContentStore>(io::join(root, kContent));
  Image image = TRY(resolve_image(*store, found->target, platform, stop));
  return image_of_blobs(std::move(store), std::move(image));
}

}  // namespace bulwark::sources::container
