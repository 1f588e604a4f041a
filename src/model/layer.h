// SPDX-License-Identifier: Apache-2.0
// The four C's, and how bad a finding is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bulwark::model {

/// The four C's of cloud native security, from the outside in.
enum class Layer : std::uint8_t { cloud, cluster, container, code };
inline constexpr std::array kLayers{Layer::cloud, Layer::cluster, Layer::container, Layer::code};

std::string_view name(Layer layer);
std::optional<Layer> layer_from(std::string_view name);

/// Worst first, so that sorting by it puts the worst on top.
enum class Severity : std::uint8_t { critical, high, medium, low, info };
inline constexpr std::array kSeverities{Severity::critical, Severity::high, Severity::medium,
                                        Severity::low, Severity::info};

std::string_view name(Severity severity);
std::optional<Severity> severity_from(std::string_view name);

}  // namespace bulwark::model
