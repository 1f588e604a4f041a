// SPDX-License-Identifier: Apache-2.0
// Headers of rpm packages and databases of them, made for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::extractors::os {

inline std::string big(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
  return out;
}

inline std::string little(std::uint32_t number) {
  const std::string out = big(number);
  return {out.rbegin(), out.rend()};
}

class HeaderMaker {
 public:
  HeaderMaker& text(std::uint32_t tag, std::string_view value) {
    index_ += big(tag) + big(6) + big(static_cast<std::uint32_t>(data_.size())) + big(1);
    data_ += std::string(value) + '\0';
    return *this;
  }
  HeaderMaker& number(std::uint32_t tag, std::uint32_t value) {
    data_.resize((data_.size() + 3) / 4 * 4);
    index_ += big(tag) + big(4) + big(static_cast<std::uint32_t>(data_.size())) + big(1);
    data_ += big(value);
    return *this;
  }
  std::string make() const {
    return big(static_cast<std::uint32_t>(index_.size() / 16)) +
           big(static_cast<std::uint32_t>(data_.size())) + index_ + data_;
  }

 private:
  std::string index_;
  std::string data_;
};

inline std::string bash_header() {
  return HeaderMaker()
      .text(1000, "bash")
      .text(1001, "5.1.8")
      .text(1002, "6.el9")
      .number(1003, 2)
      .text(1014, "GPLv3+")
      .text(1022, "x86_64")
      .text(1044, "bash-static-5.1.8-6.el9.src.rpm")
      .text(5096, "shell:5:9010:el9")
      .make();
}

/// Packages.db of one page of slots; blobs follow it.
inline std::string ndb_of(const std::vector<std::string>& blobs) {
  std::string slots = "RpmP" + little(0) + little(1) + little(1) + std::string(16, '\0');
  std::string data;
  std::uint32_t number = 0;
  for (const std::string& blob : blobs) {
    std::string record = "BlbS" + little(++number) + little(1) +
                         little(static_cast<std::uint32_t>(blob.size())) + blob;
    record.resize((record.size() + 15) / 16 * 16);
    slots += "Slot" + little(number) +
             little(static_cast<std::uint32_t>((4096 + data.size()) / 16)) +
             little(static_cast<std::uint32_t>(record.size() / 16));
    data += record;
  }
  while (slots.size() < 4096) slots += "Slot" + std::string(12, '\0');
  return slots + data;
}

}  // namespace bulwark::extractors::os
