// SPDX-License-Identifier: Apache-2.0
// What a file of a given path and text lists, as lines: "@scope/name 1.2.3 dev".
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/lang/package_files.h"

namespace bulwark::extractors::lang {

using Lines = std::vector<std::string>;

inline Lines lines_of(const model::PackageList& list) {
  Lines out;
  for (const model::Package& one : list.packages)
    out.push_back((one.name_space.empty() ? "" : one.name_space + "/") + one.name + " " +
                  one.version + (one.development ? " dev" : ""));
  std::ranges::sort(out);
  return out;
}

inline model::PackageList list_of(std::string_view path, std::string_view text) {
  const model::PackageReader* const reader = reader_of(path);
  EXPECT_NE(reader, nullptr) << path;
  if (reader == nullptr) return {};
  auto list = reader->read(path, text);
  EXPECT_TRUE(list) << list.error().text();
  return list ? *std::move(list) : model::PackageList();
}

inline Lines read(std::string_view path, std::string_view text) {
  return lines_of(list_of(path, text));
}

}  // namespace bulwark::extractors::lang
