// SPDX-License-Identifier: Apache-2.0
#include "sources/container/picture.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "sources/container/layer_path.h"
#include "sources/container/layer_stack.h"

namespace bulwark::sources::container {
namespace {

using formats::TarKind;

constexpr unsigned kMostHops = 40;

}  // namespace

ImagePicture::ImagePicture(std::vector<std::unique_ptr<LayerRecord>> layers,
                           std::vector<ImageGap> gaps)
    : layers_(std::move(layers)), gaps_(std::move(gaps)) {
  LayerStack stack;
  for (std::uint32_t i = 0; i < layers_.size(); ++i) stack.apply(i, *layers_[i], gaps_);
  entries_ = std::move(stack).take();
  for (const PictureEntry& one : entries_)
    if (facts(one).kind == TarKind::file) surviving_.push_back(one.id);
  std::sort(surviving_.begin(), surviving_.end());
  surviving_.erase(std::unique(surviving_.begin(), surviving_.end()), surviving_.end());
}

const PictureEntry* ImagePicture::find(std::string_view path) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), path,
      [](const PictureEntry& one, std::string_view wanted) { return one.path < wanted; });
  return found != entries_.end() && found->path == path ? &*found : nullptr;
}

const PictureEntry* ImagePicture::resolve(std::string_view path) const {
  std::string rest(path);
  std::size_t end = 0;
  for (unsigned hops = 0; hops < kMostHops;) {
    end = std::min(rest.find('/', end), rest.size());
    const PictureEntry* found = find(std::string_view(rest).substr(0, end));
    if (found != nullptr && facts(*found).kind == TarKind::symbolic_link) {
      ++hops;
      rest = clean_path(link_target(found->path, facts(*found).link) + rest.substr(end)).path;
      end = 0;
    } else if (end == rest.size()) {
      return found;
    } else {
      ++end;
    }
  }
  return nullptr;
}

bool ImagePicture::survives(FileId id) const {
  return std::binary_search(surviving_.begin(), surviving_.end(), id);
}

PictureCounts ImagePicture::counts() const {
  PictureCounts out;
  for (const PictureEntry& one : entries_) {
    switch (facts(one).kind) {
      case TarKind::file: ++out.files; break;
      case TarKind::folder: ++out.folders; break;
      case TarKind::symbolic_link: ++out.symbolic_links; break;
      default: ++out.others;
    }
  }
  for (const FileId id : surviving_) out.bytes += facts(id).size;
  return out;
}

void ImagePicture::add_gaps(std::vector<ImageGap> gaps) {
  gaps_.insert(gaps_.end(), std::make_move_iterator(gaps.begin()),
               std::make_move_iterator(gaps.end()));
}

}  // namespace bulwark::sources::container
