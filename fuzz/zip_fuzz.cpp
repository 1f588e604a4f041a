// SPDX-License-Identifier: Apache-2.0
// Reads its input as a zip archive, and every entry of it: none is larger than the limit. As it
// goes by, in whatever blocks, the same is found.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "formats/zip.h"
#include "formats/zip_stream.h"

namespace {

using namespace bulwark::formats;

constexpr std::size_t kMost = std::size_t{1} << 16;

class Gatherer : public ZipTaker {
 public:
  bool begin(const ZipStreamEntry& entry) override {
    place_ = {entry.offset, std::string(entry.name)};
    text_.clear();
    return entry.name.size() % 4 != 0;
  }
  void data(std::string_view block) override { text_ += block; }
  void end(bulwark::Result<void> whole) override {
    if (text_.size() > kMost) std::abort();
    told += std::to_string(place_.first) + place_.second + (whole ? text_ : whole.error().text());
  }
  bool keeps(std::string_view name) override { return name.size() % 4 != 0; }

  std::string told;

 private:
  std::pair<std::uint64_t, std::string> place_;
  std::string text_;
};

std::string streamed(std::string_view bytes, std::size_t block) {
  Gatherer gatherer;
  UnpackBudget budget{.limits = {.bytes = kMost}};
  ZipStream stream(gatherer, budget);
  bulwark::Result<void> state;
  for (std::string_view rest = bytes; state && !rest.empty();) {
    const std::string part(rest.substr(0, block));
    rest.remove_prefix(part.size());
    state = stream.write(part);
  }
  if (state) state = stream.finish();
  // A limit may be seen a block later; what comes of it does not count then.
  if (!state) return state.error().text();
  for (const auto& [place, name] : stream.listed()) gatherer.told += std::to_string(place) + name;
  return gatherer.told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (streamed(bytes, size + 1) != streamed(bytes, 1 + size % 13)) std::abort();
  const auto archive = ZipArchive::open(bytes, {.entries = 1000});
  if (!archive) return 0;
  for (const auto& entry : archive->entries()) {
    const auto text = archive->read(entry, kMost);
    if (text && text->size() > kMost) std::abort();
  }
  return 0;
}
