// SPDX-License-Identifier: Apache-2.0
// Zip archives for tests, in the spellings that writers have.
#pragma once

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::formats {

struct TestZipEntry {
  std::string name;
  std::string content;
  bool deflated = true;
  bool size_follows = false;  ///< a descriptor stands behind it
  bool signature = true;      ///< the descriptor has its magic
  bool wide = false;          ///< sizes of 8 bytes
  bool listed = true;         ///< the directory has it
};

/// Pushes archives together.
class TestZip {
 public:
  explicit TestZip(std::string front = {}) : front_(front.size()), out_(std::move(front)) {}

  TestZip& add(const TestZipEntry& entry) {
    const std::string packed = entry.deflated ? deflate(entry.content) : entry.content;
    const std::uint32_t sum = checksum(entry.content);
    Place place{entry, out_.size() - front_, packed.size(), sum};
    const bool later = entry.size_follows;
    out_ += "PK\3\4" + u16(20) + u16(later ? 8 : 0) + u16(entry.deflated ? 8 : 0) + u32(0) +
            u32(later ? 0 : sum);
    const bool elsewhere = entry.wide && !later;
    out_ += u32(later ? 0 : elsewhere ? ~0U : narrow(packed.size()));
    out_ += u32(later ? 0 : elsewhere ? ~0U : narrow(entry.content.size()));
    const std::string extra = elsewhere ? wide_sizes(entry.content.size(), packed.size()) : "";
    out_ += u16(entry.name.size()) + u16(extra.size()) + entry.name + extra + packed;
    if (later) {
      out_ += (entry.signature ? std::string("PK\7\10") : "") + u32(sum);
      out_ += entry.wide ? u64(packed.size()) + u64(entry.content.size())
                         : u32(narrow(packed.size())) + u32(narrow(entry.content.size()));
    }
    if (entry.listed) places_.push_back(std::move(place));
    return *this;
  }

  TestZip& add(std::string name, std::string content) {
    return add(TestZipEntry{std::move(name), std::move(content)});
  }

  std::string take(std::string_view comment = {}) {
    const std::size_t start = out_.size();
    for (const Place& one : places_) out_ += listing(one);
    const std::size_t size = out_.size() - start;
    out_ += "PK\5\6" + u32(0) + u16(places_.size()) + u16(places_.size()) + u32(narrow(size)) +
            u32(narrow(start - front_)) + u16(comment.size()) + std::string(comment);
    return std::move(out_);
  }

  static std::string deflate(std::string_view text) {
    std::string out(text.size() + text.size() / 8 + 1024, '\0');
    isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    stream.end_of_stream = 1;
    stream.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    stream.avail_in = narrow(text.size());
    stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream.avail_out = narrow(out.size());
    if (isal_deflate_stateless(&stream) != COMP_OK) std::abort();
    out.resize(stream.total_out);
    return out;
  }

 private:
  struct Place {
    TestZipEntry entry;
    std::size_t offset;
    std::size_t packed;
    std::uint32_t sum;
  };

  static std::string listing(const Place& one) {
    const TestZipEntry& entry = one.entry;
    const std::string extra = entry.wide ? wide_sizes(entry.content.size(), one.packed) : "";
    return "PK\1\2" + u16(20) + u16(20) + u16(entry.size_follows ? 8 : 0) +
           u16(entry.deflated ? 8 : 0) + u32(0) + u32(one.sum) +
           u32(entry.wide ? ~0U : narrow(one.packed)) +
           u32(entry.wide ? ~0U : narrow(entry.content.size())) + u16(entry.name.size()) +
           u16(extra.size()) + u16(0) + u16(0) + u16(0) + u32(0) + u32(narrow(one.offset)) +
           entry.name + extra;
  }

  static std::uint32_t checksum(std::string_view text) {
    return crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  static std::string wide_sizes(std::size_t size, std::size_t packed) {
    return u16(1) + u16(16) + u64(size) + u64(packed);
  }
  static std::uint32_t narrow(std::size_t number) { return static_cast<std::uint32_t>(number); }
  static std::string number(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
    return out;
  }
  static std::string u16(std::size_t value) { return number(value, 2); }
  static std::string u32(std::uint32_t value) { return number(value, 4); }
  static std::string u64(std::size_t value) { return number(value, 8); }

  std::size_t front_;
  std::string out_;
  std::vector<Place> places_;
};

}  // namespace bulwark::formats
