// SPDX-License-Identifier: Apache-2.0
// Two rounds: all layers, then those with contents that other names ask for.
#include "sources/container/read_image.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/tasks.h"
#include "sources/container/layer_reader.h"

namespace bulwark::sources::container {
namespace {

using formats::TarKind;

/// What one layer brought.
struct LayerYield {
  std::unique_ptr<LayerRecord> record = std::make_unique<LayerRecord>();
  std::vector<ImageGap> gaps;
  std::vector<Wanted> wanted;
};

std::string title(const ImageSource& source, std::size_t layer) {
  const Descriptor& descriptor = source.image().layers[layer].descriptor;
  const std::string& digest = descriptor.digest.empty() ? source.image().layers[layer].diff_id
                                                        : descriptor.digest;
  constexpr std::size_t kShort = 19;  // "sha256:" and 12 digits
  return fmt::format("layer {}{}", layer + 1,
                     digest.empty() ? "" : " (" + digest.substr(0, kShort) + ")");
}

void add_outcome(Result<LayerFacts> outcome, const std::string& layer,
                 std::vector<ImageGap>& gaps) {
  if (!outcome) {
    gaps.push_back({layer, std::move(outcome).error()});
    return;
  }
  for (ImageGap& one : outcome->gaps)
    gaps.push_back({one.what + " of " + layer, std::move(one.error)});
}

LayerYield read_once(ImageSource& source, std::size_t layer, FileTaker& taker,
                     const LayerOptions& options) {
  LayerYield out;
  LayerReader reader(static_cast<std::uint32_t>(layer), taker, *out.record);
  Result<LayerFacts> outcome = source.read_layer(layer, reader, options);
  out.gaps = reader.take_gaps();
  out.wanted = reader.take_wanted();
  add_outcome(std::move(outcome), title(source, layer), out.gaps);
  if (options.progress != nullptr) ++options.progress->parts_done;
  return out;
}

void expect(const Image& image, Progress& progress) {
  progress.parts_total += image.layers.size();
  for (const ImageLayer& layer : image.layers)
    progress.bytes_total += static_cast<std::uint64_t>(
        std::max<std::int64_t>(layer.descriptor.size, 0));
}

/// By layer, by the number of the entry.
using OtherNames = std::map<std::uint32_t, std::multimap<std::uint32_t, OtherName>>;

bool same_want(const Want& a, const Want& b) { return a.wish == b.wish && a.tag == b.tag; }

/// Which contents were handed over, and in which way.
class HandedOver {
 public:
  void add(std::vector<Wanted> some) { all_.insert(all_.end(), some.begin(), some.end()); }
  void sort() {
    std::sort(all_.begin(), all_.end(),
              [](const Wanted& a, const Wanted& b) { return a.id < b.id; });
  }
  const Want* find(FileId id) const {
    const auto found = std::lower_bound(
        all_.begin(), all_.end(), id,
        [](const Wanted& one, FileId wanted) { return one.id < wanted; });
    return found != all_.end() && found->id == id ? &found->want : nullptr;
  }

 private:
  std::vector<Wanted> all_;
};

const PictureEntry* file_behind(const ImagePicture& picture, const PictureEntry& entry) {
  const TarKind kind = picture.facts(entry).kind;
  if (kind == TarKind::symbolic_link) {
    const PictureEntry* target = picture.resolve(entry.path);
    const bool file = target != nullptr && picture.facts(*target).kind == TarKind::file;
    return file ? target : nullptr;
  }
  const bool other_name = kind == TarKind::file && picture.facts(entry).path != entry.path;
  return other_name ? &entry : nullptr;
}

OtherNames other_names(const ImagePicture& picture, FileTaker& taker, const HandedOver& handed) {
  OtherNames out;
  for (const PictureEntry& entry : picture.entries()) {
    const PictureEntry* file = file_behind(picture, entry);
    if (file == nullptr) continue;
    FileFacts facts = facts_of(file->id, entry.path, picture.facts(*file));
    facts.other_name = true;
    const Want want = taker.wants(facts);
    if (want.wish == Wish::nothing) continue;
    const Want* before = handed.find(file->id);
    if (before != nullptr && same_want(*before, want)) continue;
    auto& names = out[file->id.layer];
    const auto [begin, end] = names.equal_range(file->id.entry);
    const bool known = std::any_of(
        begin, end, [&want](const auto& one) { return same_want(one.second.want, want); });
    if (!known) names.emplace(file->id.entry, OtherName{std::string(entry.path), want});
  }
  return out;
}

std::vector<ImageGap> read_again(ImageSource& source, const ImagePicture& picture, FileTaker& taker,
                                 const OtherNames& names, const ReadOptions& options) {
  std::vector<std::uint32_t> layers;
  for (const auto& [layer, some] : names) layers.push_back(layer);
  std::vector<std::vector<ImageGap>> gaps(layers.size());
  for_each_parallel(layers.size(), options.threads, [&](std::size_t i) {
    const std::uint32_t layer = layers[i];
    LayerRereader reader(layer, taker, picture.layer(layer), names.at(layer));
    Result<LayerFacts> outcome = source.read_layer(layer, reader, options.layer);
    gaps[i] = reader.take_gaps();
    if (!outcome) add_outcome(std::move(outcome), title(source, layer), gaps[i]);
  });
  std::vector<ImageGap> out;
  for (std::vector<ImageGap>& some : gaps)
    std::move(some.begin(), some.end(), std::back_inserter(out));
  return out;
}

}  // namespace

Result<ImagePicture> read_image(ImageSource& source, FileTaker& taker, const ReadOptions& options) {
  const std::size_t count = source.image().layers.size();
  if (options.layer.progress != nullptr) expect(source.image(), *options.layer.progress);
  std::vector<LayerYield> yields(count);
  for_each_parallel(count, options.threads,
                    [&](std::size_t i) { yields[i] = read_once(source, i, taker, options.layer); });
  if (options.layer.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  std::vector<std::unique_ptr<LayerRecord>> records;
  std::vector<ImageGap> gaps;
  HandedOver handed;
  for (LayerYield& one : yields) {
    records.push_back(std::move(one.record));
    std::move(one.gaps.begin(), one.gaps.end(), std::back_inserter(gaps));
    handed.add(std::move(one.wanted));
  }
  handed.sort();
  ImagePicture picture(std::move(records), std::move(gaps));
  const OtherNames names = other_names(picture, taker, handed);
  picture.add_gaps(read_again(source, picture, taker, names, options));
  if (options.layer.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  return picture;
}

}  // namespace bulwark::sources::container
