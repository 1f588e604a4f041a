// SPDX-License-Identifier: Apache-2.0
// Ids are ordered by year and number, not as texts.
#include "knowledge/cve.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

namespace bulwark::knowledge {
namespace {

constexpr std::array<std::pair<std::string_view, CveSeverity>, 7> kSeverities{
    {{"critical", CveSeverity::critical},
     {"high", CveSeverity::high},
     {"medium", CveSeverity::medium},
     {"low", CveSeverity::low},
     {"none", CveSeverity::none},
     {"unknown", CveSeverity::unknown},
     {"moderate", CveSeverity::medium}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The id at the front of `text`, or nothing.
std::string_view id_at(std::string_view text) {
  constexpr std::string_view kSign = "CVE-";
  if (!text.starts_with(kSign) || text.size() < 13) return {};
  std::size_t end = kSign.size();
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end != 8 || text[end] != '-') return {};
  const std::size_t number = ++end;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - number < 4 || end - number > 19 ? std::string_view() : text.substr(0, end);
}

using Place = std::tuple<bool, std::uint64_t, std::uint64_t, std::string_view>;

Place place_of(const Cve& cve) {
  const std::string_view id = cve.id;
  if (id_at(id) != id || id.empty()) return {true, 0, 0, id};
  std::uint64_t year = 0, number = 0;
  std::from_chars(id.data() + 4, id.data() + 8, year);
  std::from_chars(id.data() + 9, id.data() + id.size(), number);
  return {false, year, number, id};
}

}  // namespace

std::string_view name_of(CveSeverity severity) {
  return kSeverities[static_cast<std::size_t>(severity)].first;
}

std::optional<CveSeverity> cve_severity_from(std::string_view word) {
  const auto found = std::ranges::find_if(kSeverities, [&](const auto& one) {
    return std::ranges::equal(one.first, word, {}, {}, lower);
  });
  return found == kSeverities.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> cve_ids_in(std::string_view text) {
  constexpr std::size_t kMost = 200;
  std::vector<std::string> out;
  for (std::size_t at = text.find("CVE-"); at != std::string_view::npos && out.size() < kMost;
       at = text.find("CVE-", at + 4)) {
    const std::string_view id = id_at(text.substr(at));
    if (!id.empty() && std::ranges::find(out, id) == out.end()) out.emplace_back(id);
  }
  return out;
}

void sort_cves(CveSet& set) {
  std::ranges::stable_sort(set.cves, {}, place_of);
  std::vector<Cve> out;
  for (Cve& one : set.cves) {
    if (out.empty() || out.back().id != one.id) {
      out.push_back(std::move(one));
      continue;
    }
    for (CveAffected& more : one.affected) {
      if (std::ranges::find(out.back().affected, more) == out.back().affected.end())
        out.back().affected.push_back(std::move(more));
    }
    std::ranges::move(one.unread, std::back_inserter(out.back().unread));
  }
  set.cves = std::move(out);
}

}  // namespace bulwark::knowledge
