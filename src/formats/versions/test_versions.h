// SPDX-License-Identifier: Apache-2.0
// Real versions with their order, for tests: the corpus, or nothing where it is not beside the
// checkout.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "formats/versions/order.h"

namespace bulwark::formats::test {

struct OrderedPair {
  std::string a, order, b;
};

struct VersionFile {
  std::string name;
  VersionScheme scheme = VersionScheme::semver;
  std::vector<OrderedPair> pairs;
};

inline std::vector<OrderedPair> ordered_pairs(const std::filesystem::path& path) {
  std::vector<OrderedPair> pairs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (line.starts_with("#") || line.starts_with("//") || second == std::string::npos) continue;
    pairs.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                     line.substr(second + 1)});
  }
  return pairs;
}

/// Sorted by name. Named <scheme>-versions.txt, <scheme>-versions-generated.txt.
inline std::vector<VersionFile> version_files() {
  namespace fs = std::filesystem;
  std::vector<VersionFile> files;
  const fs::path folder = fs::path(BULWARK_CORPUS_DIR) / "versions";
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename();
    const auto scheme = version_scheme_from(file.substr(0, file.find('-')));
    if (scheme) files.push_back({file, *scheme, ordered_pairs(entry.path())});
  }
  std::ranges::sort(files, {}, &VersionFile::name);
  return files;
}

/// All versions of the corpus of one scheme, sorted, each once.
inline std::vector<std::string> versions_of(VersionScheme scheme) {
  std::vector<std::string> versions;
  for (const VersionFile& file : version_files()) {
    if (file.scheme != scheme) continue;
    for (const OrderedPair& pair : file.pairs) {
      versions.push_back(pair.a);
      versions.push_back(pair.b);
    }
  }
  std::ranges::sort(versions);
  versions.erase(std::ranges::unique(versions).begin(), versions.end());
  return versions;
}

}  // namespace bulwark::formats::test
