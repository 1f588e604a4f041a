// SPDX-License-Identifier: Apache-2.0
// Split by its marks: the texts are constants of ours, and all of them are parsed in a test.
#include "analyzers/rbac/need.h"

#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kAnyName = " of any name";
constexpr std::string_view kNamed = " named ";

Place take_place(std::string_view& text) {
  for (const auto& [name, place] :
       {std::pair(std::string_view("cluster: "), Place::cluster),
        std::pair(std::string_view("kube-system: "), Place::kube_system)}) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return place;
  }
  return Place::anywhere;
}

NeededRight parse_right(std::string_view text) {
  NeededRight out;
  out.place = take_place(text);
  if (text.ends_with(kAnyName)) {
    out.any_name = true;
    text.remove_suffix(kAnyName.size());
  }
  if (const std::size_t at = text.find(kNamed); at != std::string_view::npos) {
    out.names = split(text.substr(at + kNamed.size()), ',');
    text = text.substr(0, at);
  }
  const std::vector<std::string> words = split(text, ' ');
  out.verbs = split(words.front(), ',');
  if (words.size() > 2) out.group = words[1];
  out.resources = split(words.back(), ',');
  return out;
}

}  // namespace

std::vector<NeededRight> parse_need(std::string_view text) {
  constexpr std::string_view kOr = "; ";
  std::vector<NeededRight> out;
  while (true) {
    const std::size_t end = text.find(kOr);
    out.push_back(parse_right(text.substr(0, end)));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + kOr.size());
  }
}

}  // namespace bulwark::analyzers::rbac
