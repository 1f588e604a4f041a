// SPDX-License-Identifier: Apache-2.0
// Lines are put under the last heading that stood above them; headings are recognized by a few
// words, whatever their mark-up.
#include "knowledge/cve_markdown.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "knowledge/cve_components.h"
#include "knowledge/cve_cvss.h"
#include "knowledge/cve_range.h"
#include "knowledge/cve_range_text.h"
#include "knowledge/cve_sections.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {
namespace {

bool is_specific(const std::string& component) {
  return component != "kubernetes" && component != "client-go";
}

// What lines under "Affected Versions" and "Fixed Versions" say, by component; "": not named.
struct Told {
  std::map<std::string, std::vector<CveSpan>> affected;
  std::map<std::string, std::vector<std::string>> fixed;
  std::vector<std::string> components;  // of the announcement as a whole
  std::vector<std::string> unread;
  std::string mitigation;
};

class Collector {
 public:
  void take(Section section, std::string_view line) {
    switch (section) {
      case Section::affected: return affected(line);
      case Section::fixed: return fixed(line);
      case Section::components: return components(line);
      case Section::mitigation: return mitigation(line);
      case Section::other: return;
    }
  }
  Told told;

 private:
  static std::vector<std::string> specific(std::vector<std::string> names) {
    std::erase_if(names, [](const std::string& one) { return !is_specific(one); });
    return names;
  }

  void affected(std::string_view line) {
    if (trim(line).empty() || trim(line).starts_with('/')) return;  // "/area kubelet", for a bot
    if (line.size() > kLongestLine || is_full()) return too_long(line);
    const CveRangeLine read = read_range_line(line);
    versions_ += read.spans.size() + 1;
    if (!read.understood)
      told.unread.push_back(fmt::format("'{}' is not understood", trim(line).substr(0, 120)));
    const auto names = specific(read.components);
    if (read.spans.empty()) {
      if (!names.empty() && line.size() < 80) named_ = names.front();  // of the lines below
      return;
    }
    if (names.empty()) return add(named_, read.spans);
    for (const std::string& name : names) add(name, read.spans);
  }

  // More than any announcement has.
  bool is_full() {
    constexpr std::size_t kMost = 1000;
    if (versions_ > kMost && !std::exchange(full_, true))
      told.unread.emplace_back("more versions than an announcement has");
    return full_;
  }

  void add(const std::string& name, const std::vector<CveSpan>& spans) {
    auto& known = told.affected[name];
    known.insert(known.end(), spans.begin(), spans.end());
  }

  void fixed(std::string_view line) {
    if (trim(line).empty()) return;
    if (line.size() > kLongestLine || is_full()) return too_long(line);
    const auto names = specific(cve_components_in(plain_line(line)));
    for (std::string& version : versions_in_line(line)) {
      ++versions_;
      told.fixed[names.empty() ? "" : names.front()].push_back(std::move(version));
    }
  }

  void components(std::string_view line) {
    for (std::string& name : specific(cve_components_in(plain_line(line)))) {
      if (std::ranges::find(told.components, name) == told.components.end())
        told.components.push_back(std::move(name));
    }
  }

  void mitigation(std::string_view line) {
    constexpr std::size_t kLongest = 600;
    const std::string_view text = trim(line);
    if (text.starts_with('/')) return;
    if (text.empty() || told.mitigation.size() > kLongest) return;
    if (!told.mitigation.empty()) told.mitigation += ' ';
    told.mitigation += text;
  }

  void too_long(std::string_view line) {
    if (line.size() > kLongestLine) told.unread.emplace_back("a line is too long");
  }

  static constexpr std::size_t kLongestLine = 4000;
  std::string named_;
  std::size_t versions_ = 0;
  bool full_ = false;
};

// Where no line names a component: that of the title, else what the text is about.
std::vector<std::string> default_components(const Told& told, std::string_view body,
                                            const Cve& cve) {
  if (!told.components.empty()) return told.components;
  for (const std::string& name : cve_components_in(cve.title)) {
    if (is_specific(name)) return {name};
  }
  std::string prose;
  walk_sections(body, [&](Section, std::string_view line) { prose.append(line).append("\n"); });
  for (const std::string& name : cve_components_in(prose)) {
    // kubectl is in every announcement, as what one looks with.
    if (is_specific(name) && name != "kubectl") return {name};
  }
  return {"kubernetes"};
}

// A last version that is affected and the one behind it that is mended are one bound.
void join_fixed(CveAffected& affected, const std::vector<std::string>& fixed) {
  for (CveSpan& span : affected.spans) {
    const auto last = parse_cve_version(span.last);
    for (const std::string& one : fixed) {
      const auto version = parse_cve_version(one);
      if (!last || !version || !last->same_minor(*version) || !version->stage.empty()) continue;
      if (version->numbers[2] != last->numbers[2] + 1) continue;
      span.fixed = one;
      span.last.clear();
      break;
    }
  }
  for (const std::string& one : fixed) {
    const bool bound = std::ranges::find(affected.spans, one, &CveSpan::fixed) !=
                       affected.spans.end();
    if (!bound && std::ranges::find(affected.fixed_in, one) == affected.fixed_in.end())
      affected.fixed_in.push_back(one);
  }
}

// "All versions" that are mended by some end with those.
void end_open(CveAffected& affected) {
  if (affected.spans.size() != 1 || affected.fixed_in.empty()) return;
  const CveSpan open = affected.spans.front();
  if (!open.fixed.empty() || !open.last.empty()) return;
  std::vector<CveSpan> spans;
  for (const std::string& one : std::exchange(affected.fixed_in, {}))
    spans.push_back({open.from, one, {}, {}});
  affected.spans = spans_by_branch(std::move(spans));
}

void find_contradictions(const CveAffected& affected, std::vector<std::string>& unread) {
  for (const std::string& one : affected.fixed_in) {
    const auto version = parse_cve_version(one);
    if (version && matches(affected, *version) == CveMatch::yes)
      unread.push_back(
          fmt::format("{} {} is told to be affected and to be fixed", affected.component, one));
  }
}

std::vector<std::string> fixed_of(const Told& told, const std::string& component) {
  const auto own = told.fixed.find(component);
  if (own != told.fixed.end()) return own->second;
  const auto all = told.fixed.find("");
  if (all != told.fixed.end()) return all->second;
  // One component by two names: "Kubernetes" above, "kubelet" below.
  return told.fixed.size() == 1 ? told.fixed.begin()->second : std::vector<std::string>();
}

// "rated **HIGH**", "CVSS Rating: Medium (5.5)", "(score: 3.4)".
void read_rating(std::string_view body, Cve& cve) {
  if (cve.cvss.empty()) cve.cvss = cvss_vector_in(body);
  if (cve.severity == CveSeverity::unknown && !model::cvss_base_score(cve.cvss)) {
    for (const std::string_view sign : {"rated ", "CVSS Rating: ", "Rating: ", "Severity: "}) {
      const std::size_t at = body.find(sign);
      if (at == std::string_view::npos) continue;
      std::string_view word = body.substr(at + sign.size(), 40);
      word.remove_prefix(std::min(word.find_first_not_of("*_ "), word.size()));
      const auto end = std::ranges::find_if_not(
          word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
      if (const auto severity = cve_severity_from(
              word.substr(0, static_cast<std::size_t>(end - word.begin()))))
        cve.severity = *severity;
    }
  }
  rate(cve);
}

}  // namespace

std::string_view part_about(std::string_view body, std::string_view id) {
  std::size_t start = std::string_view::npos, at = 0;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::string_view line = trim(body.substr(at, end - at));
    const bool heading = line.starts_with('#') || line.starts_with("**");
    const auto ids = heading ? cve_ids_in(line) : std::vector<std::string>();
    if (!ids.empty()) {
      const bool own = std::ranges::find(ids, id) != ids.end();
      if (start != std::string_view::npos && !own) return body.substr(start, at - start);
      if (own && start == std::string_view::npos) start = at;
    }
    at = end + 1;
  }
  return start == std::string_view::npos ? body : body.substr(start);
}

std::vector<std::string_view> osv_blocks(std::string_view body) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while ((at = body.find("```", at)) != std::string_view::npos) {
    const std::size_t line = std::min(body.find('\n', at), body.size());
    const std::string_view language = trim(body.substr(at + 3, line - at - 3));
    const std::size_t end = body.find("```", line);
    if (end == std::string_view::npos) break;
    const std::size_t space = language.find_first_of(" \t");
    if (language.substr(0, space) == "json" && space != std::string_view::npos &&
        trim(language.substr(space)) == "osv")
      out.push_back(body.substr(line, end - line));
    at = end + 3;
  }
  return out;
}

void read_announcement(std::string_view body, Cve& cve) {
  Collector collector;
  walk_sections(body,
                [&](Section section, std::string_view line) { collector.take(section, line); });
  Told& told = collector.told;
  read_rating(body, cve);
  if (cve.mitigation.empty()) cve.mitigation = std::move(told.mitigation);
  if (!cve.affected.empty()) return;
  std::ranges::move(told.unread, std::back_inserter(cve.unread));
  const auto unnamed = told.affected.extract("");
  if (!unnamed.empty()) {
    for (const std::string& name : default_components(told, body, cve)) {
      auto& spans = told.affected[name];
      spans.insert(spans.end(), unnamed.mapped().begin(), unnamed.mapped().end());
    }
  }
  for (auto& [component, spans] : told.affected) {
    CveAffected affected{component, spans_by_branch(std::move(spans))};
    join_fixed(affected, fixed_of(told, component));
    end_open(affected);
    find_contradictions(affected, cve.unread);
    cve.affected.push_back(std::move(affected));
  }
  if (cve.affected.empty() && cve.unread.empty())
    cve.unread.emplace_back("the announcement tells no affected versions that are understood");
}

}  // namespace bulwark::knowledge
