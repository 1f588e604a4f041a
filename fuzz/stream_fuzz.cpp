// SPDX-License-Identifier: Apache-2.0
// Cuts its input as a stream of JSON, as a whole and in small pieces: the slices must be the same,
// in order, and within the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <tuple>
#include <vector>

#include "sources/code/json_slicer.h"

namespace {

using bulwark::sources::code::JsonSlicer;
using bulwark::sources::code::Slice;

std::vector<Slice> cut(std::string_view text, std::size_t step) {
  bulwark::Limits limits;
  limits.bytes = 4096;
  JsonSlicer slicer(limits);
  std::vector<Slice> slices;
  std::size_t begin = 0;
  std::size_t end = 0;
  do {
    end = std::min(text.size(), end + step);
    const std::size_t done = slicer.cut(text.substr(begin, end - begin), end == text.size(),
                                        slices);
    if (done > end - begin) std::abort();
    begin += done;
  } while (end < text.size());
  if (begin != text.size()) std::abort();
  return slices;
}

void check(const std::vector<Slice>& slices, std::string_view text) {
  std::uint64_t last = 0;
  std::uint32_t line = 1;
  for (const Slice& slice : slices) {
    if (slice.offset < last || slice.offset + slice.length > text.size() || slice.line < line)
      std::abort();
    const auto before = text.substr(0, slice.offset);
    if (slice.line != 1 + std::count(before.begin(), before.end(), '\n')) std::abort();
    last = slice.offset;
    line = slice.line;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<Slice> whole = cut(text, std::max<std::size_t>(size, 1));
  check(whole, text);
  // Above the limit it depends on the pieces when a document is found to be too large.
  if (size > 4096) return 0;
  for (const std::size_t step : {1U, 7U, 64U, 100U}) {
    const std::vector<Slice> pieces = cut(text, step);
    const bool same = std::equal(
        whole.begin(), whole.end(), pieces.begin(), pieces.end(), [](auto& a, auto& b) {
          return std::tie(a.offset, a.length, a.line, a.kind, a.fault.message) ==
                 std::tie(b.offset, b.length, b.line, b.kind, b.fault.message);
        });
    if (!same) std::abort();
  }
  return 0;
}
