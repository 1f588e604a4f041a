// SPDX-License-Identifier: Apache-2.0
// One state a kind of block. Files' bytes are views of what was pushed in; only headers are
// gathered.
#include "formats/tar.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "formats/tar_header.h"
#include "formats/tar_pax.h"
#include "formats/tar_sparse.h"

namespace bulwark::formats {
namespace {

std::uint64_t padding_of(std::uint64_t size) { return (kTarBlock - size % kTarBlock) % kTarBlock; }

}  // namespace

class TarReader::State {
 public:
  State(TarTaker& taker, const TarOptions& options) : taker_(taker), options_(options) {}

  Result<void> write(std::string_view bytes);
  Result<void> finish();
  bool ended() const { return step_ == Step::ended; }
  std::uint64_t position() const { return position_; }
  // The last byte is always pushed, since it ends the entry.
  std::uint64_t skippable() const {
    return step_ == Step::data && !wanted_ && left_ > 1 ? left_ - 1 : 0;
  }
  void skip(std::uint64_t bytes) {
    left_ -= bytes;
    position_ += bytes;
  }

 private:
  /// What the next byte belongs to.
  enum class Step : std::uint8_t { header, extra, pieces, map, data, padding, ended };

  Result<void> step(std::string_view& bytes);
  Result<void> on_block(std::string_view block);
  Result<void> on_header(std::string_view block);
  Result<void> begin_extra();
  Result<void> end_extra();
  Result<void> begin_entry();
  Result<void> check_limits() const;
  Result<void> begin_data();
  Result<void> on_data(std::string_view bytes);
  Result<void> end_entry();
  Result<void> end_padding();
  Result<bool> hand_on(std::string_view block);

  std::string_view take_front(std::string_view& bytes) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    const std::string_view out = bytes.substr(0, count);
    bytes.remove_prefix(count);
    left_ -= count;
    position_ += count;
    return out;
  }
  void gap(Step after) {
    left_ = padding_of(stored_);
    after_padding_ = after;
    step_ = Step::padding;
  }

  TarTaker& taker_;
  TarOptions options_;
  Step step_ = Step::header;
  Step after_padding_ = Step::header;
  std::uint64_t position_ = 0;
  std::uint64_t left_ = 0;    ///< bytes of the data, extra or padding that goes by
  std::uint64_t stored_ = 0;  ///< all of the data or extra
  std::string block_;         ///< the begin of one that came in parts
  bool zero_before_ = false;  ///< the block before was all zero
  std::size_t entries_ = 0;

  TarHeader header_;
  std::string extra_;  ///< a pax header or a long name
  PaxRecords global_, local_;
  std::optional<std::string> long_name_, long_link_;
  bool announced_ = false;  ///< extras came: an entry must follow
  std::optional<SparseMapReader> map_;
  std::optional<SparseFile> sparse_;
  bool wanted_ = false;
};

Result<void> TarReader::State::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (step_ == Step::ended) return {};
    TRY_VOID(step(bytes));
  }
  return {};
}

Result<void> TarReader::State::step(std::string_view& bytes) {
  switch (step_) {
    case Step::data: {
      TRY_VOID(on_data(take_front(bytes)));
      if (left_ == 0) return end_entry();
      return {};
    }
    case Step::extra: {
      extra_ += take_front(bytes);
      if (left_ == 0) return end_extra();
      return {};
    }
    case Step::padding: {
      take_front(bytes);
      if (left_ == 0) return end_padding();
      return {};
    }
    default: break;
  }
  const std::size_t count = std::min(kTarBlock - block_.size(), bytes.size());
  const std::string_view part = bytes.substr(0, count);
  bytes.remove_prefix(count);
  position_ += count;
  if (count == kTarBlock) return on_block(part);
  block_ += part;
  if (block_.size() < kTarBlock) return {};
  const std::string whole = std::exchange(block_, {});
  return on_block(whole);
}

Result<void> TarReader::State::on_block(std::string_view block) {
  if (step_ == Step::header) return on_header(block);
  if (step_ == Step::pieces) {
    const bool more = TRY(read_more_pieces(block, header_.pieces));
    if (header_.pieces.size() > options_.limits.holes)
      return fail(ErrorCode::limit, "tar: a sparse file in too many pieces");
    return more ? Result<void>() : begin_data();
  }
  if (stored_ < kTarBlock) return fail(ErrorCode::malformed, "tar: a sparse map that is cut off");
  stored_ -= kTarBlock;
  const bool whole = TRY(map_->write(block));
  if (!whole) return {};
  header_.pieces = std::move(*map_).take();
  return begin_data();
}

Result<void> TarReader::State::on_header(std::string_view block) {
  if (is_zero_block(block)) {
    if (announced_) return fail(ErrorCode::malformed, "tar: a header of nothing");
    if (zero_before_) step_ = Step::ended;
    zero_before_ = true;
    return {};
  }
  if (zero_before_)
    return fail(ErrorCode::malformed, "tar: an entry after a block of zeros, which not all read");
  header_ = TRY(read_tar_header(block));
  stored_ = header_.stored;
  if (++entries_ > options_.limits.entries)
    return fail(ErrorCode::limit,
                "tar: more than " + std::to_string(options_.limits.entries) + " entries");
  switch (header_.type) {
    case 'x':
    case 'g':
    case 'L':
    case 'K': return begin_extra();
    default: return begin_entry();
  }
}

Result<void> TarReader::State::begin_extra() {
  if (stored_ > options_.limits.header)
    return fail(ErrorCode::limit, "tar: a header of " + std::to_string(stored_) + " bytes");
  extra_.clear();
  left_ = stored_;
  step_ = Step::extra;
  return left_ == 0 ? end_extra() : Result<void>();
}

Result<void> TarReader::State::end_extra() {
  const std::string name = extra_.substr(0, extra_.find('\0'));
  announced_ = header_.type != 'g';
  switch (header_.type) {
    case 'L': long_name_ = name; break;
    case 'K': long_link_ = name; break;
    case 'x': TRY_VOID(read_pax(extra_, options_.limits.holes, local_)); break;
    default:
      if (options_.global_headers) TRY_VOID(read_pax(extra_, options_.limits.holes, global_));
  }
  gap(Step::header);
  return left_ == 0 ? end_padding() : Result<void>();
}

Result<void> TarReader::State::check_limits() const {
  const TarEntry& entry = header_.entry;
  if (entry.path.size() > options_.limits.name || entry.link.size() > options_.limits.name)
    return fail(ErrorCode::limit,
                "tar: a name of more than " + std::to_string(options_.limits.name) + " bytes");
  if (entry.size > options_.limits.file || header_.stored > options_.limits.file)
    return fail(
        ErrorCode::limit,
        "tar: a file of " + std::to_string(std::max(entry.size, header_.stored)) + " bytes");
  return {};
}

Result<void> TarReader::State::begin_entry() {
  apply_pax(global_, header_);
  apply_pax(local_, header_);
  if (long_name_) header_.entry.path = *std::exchange(long_name_, std::nullopt);
  if (long_link_) header_.entry.link = *std::exchange(long_link_, std::nullopt);
  const bool map_in_data = local_.map_in_data && tar_type_has_data(header_.type);
  const bool sparse = header_.type == 'S' || (local_.sparse && tar_type_has_data(header_.type));
  local_ = {};
  announced_ = false;
  stored_ = header_.stored;
  if (header_.entry.kind != TarKind::file) header_.entry.size = 0;
  TRY_VOID(check_limits());
  wanted_ = TRY(taker_.begin(header_.entry)) == TarData::wanted;
  sparse_.reset();
  if (sparse) sparse_.emplace(std::vector<TarPiece>{}, 0);
  if (map_in_data) {
    map_.emplace(options_.limits.holes);
    step_ = Step::map;
    return {};
  }
  if (!header_.more_pieces) return begin_data();
  step_ = Step::pieces;
  return {};
}

Result<void> TarReader::State::begin_data() {
  if (sparse_) {
    TRY_VOID(check_pieces(header_.pieces, header_.entry.size, stored_));
    sparse_.emplace(std::move(header_.pieces), header_.entry.size);
  }
  left_ = stored_;
  step_ = Step::data;
  return left_ == 0 ? end_entry() : Result<void>();
}

Result<bool> TarReader::State::hand_on(std::string_view block) {
  wanted_ = TRY(taker_.data(block)) == TarData::wanted;
  return wanted_;
}

Result<void> TarReader::State::on_data(std::string_view bytes) {
  if (!wanted_ || bytes.empty()) return {};
  if (!sparse_) {
    TRY_VOID(hand_on(bytes));
    return {};
  }
  TRY_VOID(sparse_->write(bytes, [this](std::string_view block) { return hand_on(block); }));
  return {};
}

Result<void> TarReader::State::end_entry() {
  if (sparse_ && wanted_)
    TRY_VOID(sparse_->finish([this](std::string_view block) { return hand_on(block); }));
  TRY_VOID(taker_.end());
  gap(Step::header);
  return left_ == 0 ? end_padding() : Result<void>();
}

Result<void> TarReader::State::end_padding() {
  step_ = after_padding_;
  return {};
}

// An archive may end anywhere between two entries, and within the padding of the last one.
Result<void> TarReader::State::finish() {
  const bool between = step_ == Step::header && block_.empty() && !announced_;
  const bool in_padding = step_ == Step::padding && !announced_;
  if (step_ == Step::ended || between || in_padding) return {};
  return fail(ErrorCode::malformed, "tar: the archive is cut off");
}

TarReader::TarReader(TarTaker& taker, const TarOptions& options)
    : state_(std::make_unique<State>(taker, options)) {}
TarReader::~TarReader() = default;

Result<void> TarReader::write(std::string_view bytes) {
  Result<void> done = state_->write(bytes);
  if (!done && done.error().where.empty())
    done.error().where = "byte " + std::to_string(state_->position());
  return done;
}

Result<void> TarReader::finish() {
  Result<void> done = state_->finish();
  if (!done) done.error().where = "byte " + std::to_string(state_->position());
  return done;
}

bool TarReader::ended() const { return state_->ended(); }
std::uint64_t TarReader::position() const { return state_->position(); }
std::uint64_t TarReader::skippable() const { return state_->skippable(); }

void TarReader::skip(std::uint64_t bytes) {
  CHECK(bytes <= state_->skippable(), "bytes of a tar were left out that are wanted");
  state_->skip(bytes);
}

}  // namespace bulwark::formats
