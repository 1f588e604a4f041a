// SPDX-License-Identifier: Apache-2.0
#include "sources/container/tag_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kMostDigits = 18;

struct CodeName {
  std::string_view name;
  std::uint64_t release;  // times 100
};
// Those that are released: https://wiki.debian.org/DebianReleases and
// https://wiki.ubuntu.com/Releases
constexpr std::array kCodeNames{
    CodeName{"jessie", 800},    CodeName{"stretch", 900},   CodeName{"buster", 1000},
    CodeName{"bullseye", 1100}, CodeName{"bookworm", 1200}, CodeName{"trixie", 1300},
    CodeName{"trusty", 1404},   CodeName{"xenial", 1604},   CodeName{"bionic", 1804},
    CodeName{"focal", 2004},    CodeName{"jammy", 2204},    CodeName{"noble", 2404},
    CodeName{"resolute", 2604},
};
constexpr std::uint64_t kFirstOfUbuntu = 1404;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view run_of(std::string_view text, bool (*belongs)(char)) {
  return text.substr(0, static_cast<std::size_t>(
                            std::find_if_not(text.begin(), text.end(), belongs) - text.begin()));
}

std::optional<std::uint64_t> release_of(std::string_view word) {
  const auto found = std::ranges::find(kCodeNames, word, &CodeName::name);
  if (found == kCodeNames.end()) return std::nullopt;
  return found->release;
}

}  // namespace

TagShape tag_shape(std::string_view tag) {
  TagShape out;
  while (!tag.empty()) {
    const std::string_view digits = run_of(tag, is_digit);
    const std::string_view word = run_of(tag, is_letter);
    const std::size_t length = std::max({digits.size(), word.size(), std::size_t{1}});
    if (!digits.empty() && digits.size() <= kMostDigits) {
      out.kind += '#';
      std::from_chars(digits.data(), digits.data() + digits.size(), out.numbers.emplace_back());
    } else if (const auto release = release_of(word)) {
      out.kind += *release < kFirstOfUbuntu ? "@debian" : "@ubuntu";
      out.numbers.push_back(*release);
    } else {
      out.kind += tag.substr(0, length);
    }
    tag.remove_prefix(length);
  }
  return out;
}

std::vector<std::uint64_t> TagShape::line() const {
  const std::string_view version = std::string_view(kind).substr(
      std::min(kind.find_first_of("#@"), kind.size()));
  std::size_t count = 0;
  if (version.starts_with('@')) {
    count = numbers.size() > 1 ? 1 : 0;  // builds of one release
  } else {
    for (std::size_t i = 2; i < version.size() && version.substr(i - 1).starts_with(".#"); i += 2)
      ++count;
  }
  count = std::min(count, numbers.size());  // what is no tag may hold these signs itself
  return {numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::vector<std::string> later_tags(std::string_view present, std::span<const std::string> tags,
                                    std::size_t most) {
  const TagShape own = tag_shape(present);
  using Numbers = std::vector<std::uint64_t>;
  std::map<Numbers, std::pair<Numbers, std::string_view>, std::greater<>> latest;  // by line
  bool there = false;
  for (const std::string& tag : tags) {
    there |= tag == present;
    TagShape shape = tag_shape(tag);
    if (shape.kind != own.kind || shape.numbers <= own.numbers) continue;
    auto& best = latest[shape.line()];
    if (best.first < shape.numbers) best = {std::move(shape.numbers), tag};
  }
  std::vector<std::string> steps;  // the largest first
  const auto same_line = latest.extract(own.line());
  const std::size_t near = (there ? 1U : 0U) + (same_line.empty() ? 0U : 1U);
  for (const auto& [line, one] : latest)
    if (steps.size() + near < most) steps.emplace_back(one.second);
  if (!same_line.empty()) steps.emplace_back(same_line.mapped().second);
  if (there) steps.emplace_back(present);
  std::ranges::reverse(steps);
  steps.resize(std::min(steps.size(), most));
  return steps;
}

}  // namespace bulwark::sources::container
