// SPDX-License-Identifier: Apache-2.0
// Names of layers and severities.
#include "model/layer.h"

namespace bulwark::model {

std::string_view name(Layer layer) {
  static constexpr std::array<std::string_view, 4> kNames{"cloud", "cluster", "container", "code"};
  return kNames.at(static_cast<std::size_t>(layer));
}

std::optional<Layer> layer_from(std::string_view text) {
  for (const Layer layer : kLayers) {
    if (name(layer) == text) return layer;
  }
  return std::nullopt;
}

std::string_view name(Severity severity) {
  static constexpr std::array<std::string_view, 5> kNames{"critical", "high", "medium", "low",
                                                          "info"};
  return kNames.at(static_cast<std::size_t>(severity));
}

std::optional<Severity> severity_from(std::string_view text) {
  for (const Severity severity : kSeverities) {
    if (name(severity) == text) return severity;
  }
  return std::nullopt;
}

}  // namespace bulwark::model
