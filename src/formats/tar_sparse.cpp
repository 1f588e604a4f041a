// SPDX-License-Identifier: Apache-2.0
#include "formats/tar_sparse.h"

#include <algorithm>
#include <array>

namespace bulwark::formats {
namespace {

constexpr std::size_t kZeros = std::size_t{64} << 10;
constexpr std::array<char, kZeros> kHole{};
constexpr std::size_t kLongestNumber = 20;

std::unexpected<Error> broken() {
  return fail(ErrorCode::malformed, "tar: a sparse map that does not fit its file");
}

}  // namespace

Result<void> check_pieces(const std::vector<TarPiece>& pieces, std::uint64_t size,
                          std::uint64_t stored) {
  std::uint64_t end = 0;
  std::uint64_t sum = 0;
  for (const TarPiece& one : pieces) {
    if (one.offset < end || one.offset > size || one.size > size - one.offset) return broken();
    end = one.offset + one.size;
    sum += one.size;
  }
  if (sum != stored) return broken();
  return {};
}

Result<bool> SparseMapReader::end_line() {
  const auto number = decimal_number(line_);
  if (!number) return broken();
  line_.clear();
  numbers_.push_back(*number);
  if (numbers_[0] > most_) return fail(ErrorCode::limit, "tar: a sparse file in too many pieces");
  return numbers_.size() == 1 + 2 * numbers_[0];
}

Result<bool> SparseMapReader::write(std::string_view block) {
  for (const char c : block) {
    if (c != '\n') {
      line_ += c;
      if (line_.size() > kLongestNumber) return broken();
      continue;
    }
    const bool whole = TRY(end_line());
    if (whole) return true;
  }
  return false;
}

std::vector<TarPiece> SparseMapReader::take() && {
  std::vector<TarPiece> out;
  for (std::size_t i = 1; i + 1 < numbers_.size(); i += 2)
    out.push_back({numbers_[i], numbers_[i + 1]});
  return out;
}

Result<bool> SparseFile::fill(std::uint64_t until, const Taker& take) {
  while (done_ < until) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(until - done_, kZeros));
    done_ += count;
    const bool more = TRY(take({kHole.data(), count}));
    if (!more) return false;
  }
  return true;
}

Result<bool> SparseFile::write(std::string_view stored, const Taker& take) {
  while (!stored.empty() && next_ < pieces_.size()) {
    const TarPiece& piece = pieces_[next_];
    if (piece.size == 0 || done_ == piece.offset + piece.size) {
      ++next_;
      continue;
    }
    if (done_ < piece.offset) {
      const bool more = TRY(fill(piece.offset, take));
      if (!more) return false;
    }
    const std::uint64_t left = piece.offset + piece.size - done_;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, stored.size()));
    done_ += count;
    const bool more = TRY(take(stored.substr(0, count)));
    if (!more) return false;
    stored.remove_prefix(count);
  }
  return true;
}

}  // namespace bulwark::formats
