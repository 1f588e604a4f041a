// SPDX-License-Identifier: Apache-2.0
#include "skip_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace bulwark::cel {

SkipList::SkipList(const std::string& file) {
  std::ifstream in(BULWARK_SOURCE_DIR "/tests/cel_conformance/" + file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(": ");
    EXPECT_NE(colon, std::string::npos) << "no reason: " << line;
    if (colon != std::string::npos)
      lines_.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  EXPECT_FALSE(lines_.empty()) << file;
}

const SkipList::Line* SkipList::find(const std::string& name) const {
  const auto found = std::ranges::find_if(lines_, [&](const Line& line) {
    return line.name.ends_with('*') ? name.starts_with(line.name.substr(0, line.name.size() - 1))
                                    : name == line.name;
  });
  return found == lines_.end() ? nullptr : &*found;
}

const std::string* SkipList::reason(const std::string& name) const {
  const Line* line = find(name);
  return line == nullptr ? nullptr : &line->reason;
}

void SkipList::use(const std::string& name) {
  if (const Line* line = find(name))
    lines_[static_cast<std::size_t>(line - lines_.data())].used = true;
}

std::vector<std::string> SkipList::idle() const {
  std::vector<std::string> out;
  for (const Line& line : lines_) {
    if (!line.used) out.push_back(line.name);
  }
  return out;
}

}  // namespace bulwark::cel
