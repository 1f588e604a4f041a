// SPDX-License-Identifier: Apache-2.0
#include "sources/container/base_layers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sources/container/digest.h"

namespace bulwark::sources::container {
namespace {

// "CMD ["bash"]" of BuildKit, "/bin/sh -c #(nop)  CMD ["bash"]" of Docker's first builder and of
// buildah.
bool says_what_runs(const HistoryStep& step) {
  constexpr std::array<std::string_view, 2> kWords{"CMD ", "ENTRYPOINT "};
  constexpr std::string_view kNoOperation = "#(nop)";
  std::string_view text = step.created_by;
  if (const std::size_t mark = text.find(kNoOperation); mark != std::string_view::npos)
    text.remove_prefix(mark + kNoOperation.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return step.empty_layer &&
         std::ranges::any_of(kWords, [&](std::string_view word) { return text.starts_with(word); });
}

}  // namespace

std::optional<std::size_t> base_layers(const Image& image) {
  const std::vector<HistoryStep>& history = image.config.history;
  const auto made_layer = [](const HistoryStep& step) { return !step.empty_layer; };
  const auto layers = static_cast<std::size_t>(std::ranges::count_if(history, made_layer));
  if (layers != image.layers.size()) return std::nullopt;
  // What stands above the highest layer is the image's own.
  std::size_t own = history.size();
  while (own > 0 && history[own - 1].empty_layer) --own;
  std::size_t above = 0;
  for (std::size_t i = own; i > 0; --i) {
    if (says_what_runs(history[i - 1])) return layers - above;
    if (made_layer(history[i - 1])) ++above;
  }
  return std::nullopt;
}

BaseName base_name(const Image& image) {
  if (!image.base.reference.empty()) return image.base;
  const auto label = [&](std::string_view name) {
    const auto found = image.config.labels.find(std::string(name));
    return found == image.config.labels.end() ? std::string() : found->second;
  };
  BaseName out{label(kBaseName), label(kBaseDigest)};
  if (!is_digest(out.digest)) out.digest.clear();
  return out;
}

}  // namespace bulwark::sources::container
