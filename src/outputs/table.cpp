// SPDX-License-Identifier: Apache-2.0
// Findings of one control stand together. Few findings are all told, each with its lines of code;
// of many, every control gets its line first, and what remains of two screens goes to the worst.
#include "outputs/table.h"

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

constexpr std::size_t kTwoScreens = 100;
constexpr std::size_t kFewFindings = 60;  // more than these cannot fit two screens with their code

// Unwaived findings by control, worst severity first, then the control with most of them.
std::vector<Group> groups_of(const View& view) {
  std::vector<Group> groups;
  std::unordered_map<const model::Control*, std::size_t> known;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view.finding(i).waived != nullptr) continue;
    const model::Control* control = &view.finding(i).control();
    const auto [at, fresh] = known.try_emplace(control, groups.size());
    if (fresh) groups.push_back({control, {}});
    groups[at->second].findings.push_back(i);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    if (a.control->severity != b.control->severity)
      return a.control->severity < b.control->severity;
    if (a.findings.size() != b.findings.size()) return a.findings.size() > b.findings.size();
    return a.control->id < b.control->id;
  });
  return groups;
}

void write_lines(io::Sink& sink, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) sink.write(line + "\n");
}

// Every control's line, under its severity; before them the worst ones as blocks, while there is
// room.
std::vector<std::string> within(std::size_t room, const std::vector<Group>& groups,
                                TableWriter& table) {
  constexpr std::size_t kBlocks = 14;      // lines kept for the worst
  constexpr std::size_t kSeverities = 10;  // lines that severities may take among the others
  const std::size_t listed = std::min(groups.size(), room - kBlocks - kSeverities);
  std::size_t left = room - std::min(room, listed + kSeverities + 1);
  std::vector<std::string> out;
  std::size_t next = 0;
  for (; next < listed; ++next) {
    constexpr std::size_t kExamples = 3;
    const std::vector<std::string> block = table.block(groups[next], next == 0 ? kExamples : 1,
                                                       Code::first);
    if (block.size() > left + 1) break;
    left -= std::min(left, block.size() - 1);
    out.insert(out.end(), block.begin(), block.end());
  }
  for (std::size_t i = next; i < listed; ++i) {
    const model::Severity severity = groups[i].control->severity;
    if (i == next || groups[i - 1].control->severity != severity)
      out.push_back(table.severity(severity));
    out.push_back(table.line(groups[i]));
  }
  if (listed < groups.size())
    out.push_back(fmt::format("and {} more controls", groups.size() - listed));
  if (next < listed) out.emplace_back();
  return out;
}

}  // namespace

void write_table(View& view, const Options& options, io::Sink& sink) {
  if (view.benchmark() != nullptr) {
    write_lines(sink, benchmark_table(view, options));
    write_lines(sink, table_summary(view, options));
    return;
  }
  TableWriter table(view, options);
  const std::vector<Group> groups = groups_of(view);
  const std::vector<std::string> summary = table_summary(view, options);
  const std::size_t shown = view.tally().total();
  if (options.all) {
    for (const Group& group : groups) {
      if (sink.failed()) return;
      write_lines(sink, table.block(group, SIZE_MAX, Code::every));
    }
    write_lines(sink, summary);
    return;
  }
  std::vector<std::string> body;
  bool whole = shown <= kFewFindings;
  for (std::size_t i = 0; whole && i < groups.size(); ++i) {
    const auto block = table.block(groups[i], SIZE_MAX, Code::every);
    body.insert(body.end(), block.begin(), block.end());
    whole = body.size() + summary.size() <= kTwoScreens;
  }
  if (!whole) {
    const std::size_t room = kTwoScreens -
                             std::min<std::size_t>(summary.size() + 3, kTwoScreens - 40);
    body = within(room, groups, table);
    body.push_back(table.how_to_see_more(shown));
    body.emplace_back();
  }
  write_lines(sink, body);
  write_lines(sink, summary);
}

}  // namespace bulwark::outputs
