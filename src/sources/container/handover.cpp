// SPDX-License-Identifier: Apache-2.0
#include "sources/container/handover.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace bulwark::sources::container {

using formats::TarData;

// What of the file has come before stands in bytes_.
TarData Handover::settle(const Want& want, std::vector<ImageGap>& gaps) {
  want_ = want;
  const bool takes = want.wish == Wish::whole || want.wish == Wish::stream;
  if (takes && facts_.size > want.most) {
    gaps.push_back({fmt::format("file {} of layer {}", facts_.path, facts_.id.layer + 1),
                    {ErrorCode::limit,
                     fmt::format("it holds {} bytes, of which no more than {} are read",
                                 facts_.size, want.most),
                     {}}});
    want_ = {};
  }
  if (want_.wish == Wish::stream) {
    stream_ = taker_.open(facts_, want_.tag);
    const std::string head = std::exchange(bytes_, {});
    if (stream_ == nullptr || (!head.empty() && !stream_->write(head))) want_ = {};
  }
  if (want_.wish == Wish::nothing) stream_.reset();
  return want_.wish == Wish::nothing ? TarData::unwanted : TarData::wanted;
}

TarData Handover::begin(const FileFacts& facts, const Want& want, std::vector<ImageGap>& gaps) {
  facts_ = facts;
  bytes_.clear();
  stream_.reset();
  return settle(want, gaps);
}

TarData Handover::pass(std::string_view block) {
  if (want_.wish == Wish::whole) {
    bytes_ += block;
  } else if (want_.wish == Wish::stream && !stream_->write(block)) {
    stream_.reset();
    want_ = {};
  }
  return want_.wish == Wish::nothing ? TarData::unwanted : TarData::wanted;
}

TarData Handover::write(std::string_view block, std::vector<ImageGap>& gaps) {
  if (want_.wish != Wish::look) return pass(block);
  const std::size_t count = std::min(kHeadBytes - bytes_.size(), block.size());
  bytes_ += block.substr(0, count);
  block.remove_prefix(count);
  if (bytes_.size() < kHeadBytes) return TarData::wanted;
  Want then = taker_.looked(facts_, bytes_);
  if (then.wish == Wish::look) then = {};
  if (settle(then, gaps) == TarData::unwanted) return TarData::unwanted;
  return block.empty() ? TarData::wanted : pass(block);
}

void Handover::finish(std::vector<ImageGap>& gaps) {
  if (want_.wish == Wish::look) {
    Want then = taker_.looked(facts_, bytes_);
    if (then.wish == Wish::look) then = {};
    settle(then, gaps);
  }
  if (want_.wish == Wish::whole) taker_.take(facts_, want_.tag, std::move(bytes_));
  if (want_.wish == Wish::stream) stream_->finish();
  bytes_ = {};
  stream_.reset();
  want_ = {};
}

}  // namespace bulwark::sources::container
