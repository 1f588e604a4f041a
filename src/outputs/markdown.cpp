// SPDX-License-Identifier: Apache-2.0
// Counts first, then a folded section for each control, then what was not evaluated. What does not
// fit is counted.
#include "outputs/markdown.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "outputs/benchmark_table.h"
#include "outputs/format.h"
#include "outputs/table_block.h"
#include "outputs/table_summary.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kMostBytes = 60'000;  // a comment takes 65,536 characters
constexpr std::size_t kReserve = 9'000;     // for what comes after the findings
constexpr std::size_t kRows = 50;           // of one control

std::vector<Group> groups_of(const View& view) {
  std::vector<Group> groups;
  std::unordered_map<const model::Control*, std::size_t> known;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view.finding(i).waived != nullptr) continue;
    const auto [at, fresh] = known.try_emplace(&view.finding(i).control(), groups.size());
    if (fresh) groups.push_back({&view.finding(i).control(), {}});
    groups[at->second].findings.push_back(i);
  }
  return groups;
}

std::string counts(const View& view) {
  const model::Tally& tally = view.tally();
  if (tally.total() == 0) {
    return view.not_evaluated().empty() ? "No findings.\n"
                                        : "No findings in what could be evaluated.\n";
  }
  std::string
      out = "| layer | critical | high | medium | low | info |\n|---|--:|--:|--:|--:|--:|\n";
  for (const model::Layer layer : model::kLayers) {
    std::uint64_t sum = 0;
    std::string row = fmt::format("| {} |", model::name(layer));
    for (const model::Severity severity : model::kSeverities) {
      sum += tally.at(layer, severity);
      row += fmt::format(" {} |", tally.at(layer, severity));
    }
    if (sum > 0) out += row + "\n";
  }
  return out;
}

std::string cell(std::string_view text, std::size_t width) {
  return markdown_escape(clip(text, width));
}

std::string section(View& view, const Group& group) {
  const model::Control& control = *group.control;
  std::string out = fmt::format("<details><summary><b>{}</b> {} ({}, {})</summary>\n\n",
                                model::name(control.severity), markdown_escape(control.title),
                                markdown_code(control.id), group.findings.size());
  if (!control.why.empty()) out += markdown_escape(control.why) + "\n\n";
  if (!control.fix.text.empty()) out += "**Fix:** " + markdown_escape(control.fix.text) + "\n\n";
  const bool clusters = view.several_clusters();
  out += clusters ? "| cluster | resource | where | what |\n|---|---|---|---|\n"
                  : "| resource | where | what |\n|---|---|---|\n";
  for (std::size_t i = 0; i < std::min(group.findings.size(), kRows); ++i) {
    const Shown shown = view.at(group.findings[i]);
    if (clusters) out += fmt::format("| {} ", cell(shown.cluster, 60));
    out += fmt::format("| {} | {} | {} |\n", cell(shown.title(), 100), cell(shown.where(), 150),
                       cell(shown.message, 300));
  }
  if (group.findings.size() > kRows)
    out += fmt::format("\nand {} more\n", group.findings.size() - kRows);
  return out + "\n</details>\n\n";
}

std::string rest(const View& view) {
  constexpr std::size_t kMost = 20;
  std::string out;
  const auto& oddities = view.oddities();
  if (!oddities.empty()) out += fmt::format("**{}**\n\n", view.oddities_heading());
  for (std::size_t i = 0; i < std::min(oddities.size(), kMost); ++i)
    out += "- " + cell(oddities[i].sentence(), 250) + "\n";
  if (oddities.size() > kMost) out += fmt::format("- and {} more\n", oddities.size() - kMost);
  if (!oddities.empty()) out += "\n";
  const auto& gaps = view.not_evaluated();
  if (!gaps.empty()) out += "**Not evaluated**\n\n";
  for (std::size_t i = 0; i < std::min(gaps.size(), kMost); ++i) {
    out += fmt::format("- {}: {}\n", cell(gap_title(gaps[i]), 100), cell(gaps[i].reason, 200));
  }
  if (gaps.size() > kMost) out += fmt::format("- and {} more\n", gaps.size() - kMost);
  if (!gaps.empty()) out += "\n";
  const auto& notices = view.notices();
  for (std::size_t i = 0; i < std::min(notices.size(), kMost); ++i)
    out += "- " + cell(notices[i], 120) + "\n";
  if (notices.size() > kMost) out += fmt::format("- and {} more notices\n", notices.size() - kMost);
  return out + (notices.empty() ? "" : "\n");
}

std::string word(const model::Recommendation& one) {
  switch (one.verdict) {
    case model::BenchmarkVerdict::fail: return "**fail**";
    case model::BenchmarkVerdict::not_evaluated: return "not evaluated";
    default: return std::string(name(one.verdict));
  }
}

// Every recommendation in one line; what failed is told by its control below.
std::string benchmark_section(const View& view) {
  const model::Benchmark* benchmark = view.benchmark();
  if (benchmark == nullptr) return {};
  std::string out = fmt::format("<details><summary>{}: {}</summary>\n\n",
                                markdown_escape(benchmark->title),
                                counts_text(benchmark->counts()));
  out += "| number | recommendation | verdict |\n|---|---|---|\n";
  for (const model::BenchmarkSection& section : benchmark->sections) {
    for (const model::Recommendation& one : section.recommendations) {
      std::string verdict = word(one);
      if (one.verdict == model::BenchmarkVerdict::not_evaluated)
        verdict += ": " + cell(one.reason, 60);
      out += fmt::format("| {} | {} | {} |\n", one.number, cell(one.title, 80), verdict);
    }
  }
  return out + "\n</details>\n\n";
}

}  // namespace

void write_markdown(View& view, const Options& /*options*/, io::Sink& sink) {
  const std::string end = rest(view).append(markdown_escape(coverage_line(view))).append("\n");
  std::string out = fmt::format("## Bulwark: {} finding{}\n\n", view.tally().total(),
                                view.tally().total() == 1 ? "" : "s");
  out += counts(view) + "\n" + benchmark_section(view);
  const std::vector<Group> groups = groups_of(view);
  const std::size_t room = kMostBytes -
                           std::max(kReserve, std::min(end.size() + 200, kMostBytes / 2));
  std::size_t told = 0;
  while (told < groups.size()) {
    const std::string next = section(view, groups[told]);
    if (out.size() + next.size() > room) break;
    out += next;
    ++told;
  }
  if (told < groups.size()) {
    std::size_t findings = 0;
    for (std::size_t i = told; i < groups.size(); ++i) findings += groups[i].findings.size();
    out += fmt::format(
        "{} findings of {} more controls did not fit here; `-o html=FILE` holds them all.\n\n",
        findings, groups.size() - told);
  }
  sink.write(out);
  sink.write(end.size() < kMostBytes - out.size() ? end
                                                  : markdown_escape(coverage_line(view)) + "\n");
}

}  // namespace bulwark::outputs
