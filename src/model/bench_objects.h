// SPDX-License-Identifier: Apache-2.0
// For measuring programs: the picture of a cluster that is made of JSON, and the memory in use.
#pragma once

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "formats/builder.h"
#include "formats/json.h"
#include "model/inventory.h"

namespace bulwark::model {

/// A cluster called "bench".
class BenchObjects {
 public:
  BenchObjects() {
    inventory.sources.push_back({.name = "bench", .file = {}, .text = {}, .cluster = true});
    inventory.clusters.push_back({.source = 0, .server_version = {}, .taken_at = {}});
    inventory.segments.push_back({std::make_unique<formats::Pool>(std::uint16_t{1}, 42), {}});
    builder_ = std::make_unique<formats::Builder>(*inventory.segments[0].pool);
  }

  /// One object as JSON; what is none ends the program.
  void add(std::string text) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, ' ');
    const auto document = reader_.read(std::string_view(text).substr(0, size), *builder_, {});
    if (!document) std::abort();
    inventory.segments[0].resources.push_back({.root = document->root});
  }

  Inventory inventory;

 private:
  formats::JsonReader reader_;
  std::unique_ptr<formats::Builder> builder_;
};

/// Memory of this process, in MB.
inline double resident_mb() {
  std::ifstream status("/proc/self/statm");
  long total = 0;
  long pages = 0;
  status >> total >> pages;
  return static_cast<double>(pages) * 4096 / 1e6;
}

}  // namespace bulwark::model
