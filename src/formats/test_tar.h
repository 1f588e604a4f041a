// SPDX-License-Identifier: Apache-2.0
// For tests only: tar archives in memory, good ones and bad ones.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::formats {

struct TestEntry {
  std::string path;
  char type = '0';
  std::string data = {};
  std::string link = {};
  std::uint32_t mode = 0644;
  std::uint64_t size = ~std::uint64_t{0};  ///< what the header says; all ones: that of the data
};

/// `TestTar().file("a", "text").take()`
class TestTar {
 public:
  TestTar& add(const TestEntry& entry) {
    std::string block(512, '\0');
    const auto put = [&block](std::size_t at, std::string_view text) {
      block.replace(at, text.size(), text);
    };
    put(0, std::string_view(entry.path).substr(0, 100));
    put(100, fmt::format("{:07o}", entry.mode));
    put(108, "0000000");
    put(116, "0000000");
    const std::uint64_t size = entry.size == ~std::uint64_t{0} ? entry.data.size() : entry.size;
    put(124, fmt::format("{:011o}", size));
    put(136, "00000000000");
    block[156] = entry.type;
    put(157, std::string_view(entry.link).substr(0, 100));
    put(257, std::string_view("ustar\00000", 8));
    seal(block);
    bytes_ += block;
    return raw(entry.data);
  }
  TestTar& file(std::string path, std::string data, std::uint32_t mode = 0644) {
    return add({.path = std::move(path), .data = std::move(data), .mode = mode});
  }
  TestTar& folder(std::string path) {
    return add({.path = std::move(path), .type = '5', .mode = 0755});
  }
  TestTar& hard_link(std::string path, std::string to) {
    return add({.path = std::move(path), .type = '1', .link = std::move(to)});
  }
  TestTar& symbolic_link(std::string path, std::string to) {
    return add({.path = std::move(path), .type = '2', .link = std::move(to), .mode = 0777});
  }
  /// `records`: "path=long name"
  TestTar& pax(const std::vector<std::string>& records, char type = 'x') {
    std::string text;
    for (const std::string& one : records) {
      std::size_t length = one.size() + 2;
      length += std::to_string(length + 1).size();
      length = one.size() + 2 + std::to_string(length).size();
      text += std::to_string(length) + " " + one + "\n";
    }
    return add({.path = "pax", .type = type, .data = text});
  }
  /// Bytes, filled up to a whole block.
  TestTar& raw(std::string_view bytes) {
    bytes_ += bytes;
    bytes_.append((512 - bytes_.size() % 512) % 512, '\0');
    return *this;
  }
  std::string take() const { return bytes_ + std::string(1024, '\0'); }
  std::string without_end() const { return bytes_; }

  /// Writes the checksum of a header.
  static void seal(std::string& block) {
    block.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    block.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  }

 private:
  std::string bytes_;
};

}  // namespace bulwark::formats
