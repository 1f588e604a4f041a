// SPDX-License-Identifier: Apache-2.0
// Reads its input as a tar, whole and in pieces: both ways it holds the same, each entry that began
// and did not break off has ended, and no file has more bytes than its size.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tar.h"

namespace {

using namespace bulwark;
using formats::TarData;
using formats::TarEntry;

void require(bool holds) {
  if (!holds) std::abort();
}

class Counter final : public formats::TarTaker {
 public:
  Result<TarData> begin(const TarEntry& entry) override {
    require(ended == entries.size());
    entries.push_back(entry);
    bytes.push_back(0);
    return TarData::wanted;
  }
  Result<TarData> data(std::string_view block) override {
    bytes.back() += block.size();
    require(bytes.back() <= entries.back().size || entries.back().kind != formats::TarKind::file);
    return bytes.back() > (1U << 20) ? TarData::unwanted : TarData::wanted;
  }
  Result<void> end() override {
    ++ended;
    require(bytes.back() == entries.back().size || bytes.back() > (1U << 20) ||
            entries.back().kind != formats::TarKind::file);
    return {};
  }

  std::vector<TarEntry> entries;
  std::vector<std::uint64_t> bytes;
  std::size_t ended = 0;
};

bool read(std::string_view text, std::size_t cut, Counter& out) {
  formats::TarOptions options;
  options.limits.entries = 10'000;
  formats::TarReader reader(out, options);
  for (; !text.empty(); text.remove_prefix(std::min(cut, text.size())))
    if (!reader.write(text.substr(0, cut))) return false;
  return reader.finish().has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Counter whole;
  Counter parts;
  const bool good = read(text, size + 1, whole);
  require(read(text, 7, parts) == good);
  require(whole.entries == parts.entries);
  return 0;
}
