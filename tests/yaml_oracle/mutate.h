// SPDX-License-Identifier: Apache-2.0
// Makes many slightly wrong YAML documents out of some right ones, the same ones for the same seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::oracle {

/// Documents that between them hold everything the reader knows.
std::vector<std::string> built_in_seeds();

class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, std::uint64_t seed)
      : seeds_(std::move(seeds)), random_(seed) {}

  /// One of the seeds, changed in one to four places.
  std::string next();

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  std::string_view token();
  void change(std::string& text);
  void move_line(std::string& text);

  std::vector<std::string> seeds_;
  std::mt19937_64 random_;
};

}  // namespace bulwark::oracle
