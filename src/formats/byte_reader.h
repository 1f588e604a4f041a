// SPDX-License-Identifier: Apache-2.0
// Numbers at places of a binary file, never read past its end.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace bulwark::formats {

enum class ByteOrder : bool { little, big };

/// The unsigned number at `at`; nothing where it does not lie within `bytes`.
template <std::unsigned_integral Number>
std::optional<Number> number_at(std::string_view bytes, std::size_t at, ByteOrder order) {
  if (at > bytes.size() || bytes.size() - at < sizeof(Number)) return std::nullopt;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    const std::size_t place = order == ByteOrder::big ? i : sizeof(Number) - 1 - i;
    out = out << 8U | static_cast<unsigned char>(bytes[at + place]);
  }
  return static_cast<Number>(out);
}

inline std::optional<std::uint16_t> u16_at(std::string_view bytes, std::size_t at,
                                           ByteOrder order = ByteOrder::little) {
  return number_at<std::uint16_t>(bytes, at, order);
}

inline std::optional<std::uint32_t> u32_at(std::string_view bytes, std::size_t at,
                                           ByteOrder order = ByteOrder::little) {
  return number_at<std::uint32_t>(bytes, at, order);
}

/// `size` bytes from `at`; nothing where they do not lie within `bytes`.
inline std::optional<std::string_view> bytes_at(std::string_view bytes, std::size_t at,
                                                std::size_t size) {
  if (at > bytes.size() || bytes.size() - at < size) return std::nullopt;
  return bytes.substr(at, size);
}

}  // namespace bulwark::formats
