// SPDX-License-Identifier: Apache-2.0
// Severity and title to the left, ids and places to the right, everything else indented below.
#include "outputs/table_block.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kSeverityWidth = 10;  // "CRITICAL" and a gap

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

// `left`, and `right` at the right edge; the right one is kept whole as long as it leaves half the
// line.
std::pair<std::string, std::string> edges(std::string_view left, std::string_view right,
                                          std::size_t width) {
  std::string end = clip(right, width / 2);
  const std::size_t room = width - display_width(end) - 2;
  return {pad(clip(left, room), room + 2), std::move(end)};
}

std::string without_end(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

// Of a path too long to be shown whole, the end is what tells: the file and the line, or the field.
std::string clip_front(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  const std::size_t from = text.size() - std::min(text.size(), width - 1);
  for (const char separator : {'/', '.'}) {
    const std::size_t begin = text.find(separator, from);
    // An extension or a last word alone tells too little.
    if (begin != std::string_view::npos && (separator == '/' || begin - from < width / 2))
      return "…" + std::string(text.substr(separator == '/' ? begin : begin + 1));
  }
  std::size_t cut = from;
  while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) ++cut;
  return "…" + std::string(text.substr(cut));
}

std::string with_commas(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

TableWriter::TableWriter(View& view, const Options& options)
    : view_(view), paint_(options.colour), width_(std::clamp<std::size_t>(options.width, 50, 120)) {
  if (!view.several_clusters()) return;
  for (const ShownCluster& cluster : view.clusters())
    cluster_width_ = std::max(cluster_width_, display_width(visible(cluster.name)));
  cluster_width_ = std::min(cluster_width_, width_ / 4);
}

std::string TableWriter::severity(model::Severity severity) const {
  return paint_(ink_of(severity), upper(model::name(severity)));
}

std::string TableWriter::line(const Group& group) const {
  const model::Control& control = *group.control;
  const auto [left, right] = edges(
      fmt::format("{:>7}  {}", with_commas(group.findings.size()), visible(control.title)),
      visible(control.id), width_);
  return left + paint_(Ink::dim, right);
}

std::vector<std::string> TableWriter::block(const Group& group, std::size_t examples, Code code) {
  const model::Control& control = *group.control;
  const auto [left, right] = edges(visible(control.title), visible(control.id),
                                   width_ - kSeverityWidth);
  std::vector<std::string> out;
  out.push_back(
      paint_(ink_of(control.severity), pad(upper(model::name(control.severity)), kSeverityWidth)) +
      paint_(Ink::bold, left) + paint_(Ink::dim, right));
  const std::size_t told = std::min(examples, group.findings.size());
  for (std::size_t i = 0; i < told; ++i) {
    const std::size_t finding = group.findings[i];
    const Shown shown = view_.at(finding);
    out.push_back(resource_line(shown));
    if (shown.message != control.title) {
      for (const std::string& text : wrap(visible(shown.message), width_ - 4))
        out.push_back("    " + text);
    }
    if (code == Code::every || i == 0) code_lines(out, finding);
  }
  if (told < group.findings.size()) out.push_back(more(group, told));
  if (!control.fix.text.empty()) {
    const std::vector<std::string> text = wrap(visible(control.fix.text), width_ - 7);
    out.push_back("  " + paint_(Ink::green, "fix") + "  " + text[0]);
    const std::size_t lines = code == Code::every ? text.size()
                                                  : std::min<std::size_t>(text.size(), 2);
    for (std::size_t i = 1; i < lines; ++i) {
      const bool cut = i + 1 == lines && lines < text.size();
      out.push_back("       " + (cut ? clip_unfinished(text[i] + " ", width_ - 7) : text[i]));
    }
  }
  out.emplace_back();
  return out;
}

std::string TableWriter::resource_line(const Shown& shown) const {
  std::string what;
  if (cluster_width_ > 0)
    what = pad(clip_front(visible(shown.cluster), cluster_width_), cluster_width_ + 2);
  what += visible(shown.title());
  if (shown.instances > 1)
    what += fmt::format(" (and {} of its objects)", with_commas(shown.instances - 1));
  const std::string where = clip_front(visible(shown.where()),
                                       cluster_width_ > 0 ? width_ * 2 / 5 : width_ / 2 - 2);
  const auto [left, right] = edges(what, where, width_ - 2);
  return without_end("  " + left + paint_(Ink::dim, right));
}

void TableWriter::code_lines(std::vector<std::string>& out, std::size_t finding) {
  const Frame frame = view_.frame(finding, 1, 1);
  if (frame.lines.empty()) return;
  const std::size_t last = frame.first_line + frame.lines.size() - 1;
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(last).size());
  // Deeply indented YAML keeps its shape, not its distance from the left edge.
  std::size_t common = SIZE_MAX;
  for (const std::string& text : frame.lines) {
    const std::size_t indent = text.find_first_not_of(' ');
    if (indent != std::string::npos) common = std::min(common, indent);
  }
  if (common == SIZE_MAX) common = 0;
  for (std::size_t i = 0; i < frame.lines.size(); ++i) {
    const std::size_t number = frame.first_line + i;
    const bool focus = number == frame.focus;
    const std::string_view code = std::string_view(frame.lines[i])
                                      .substr(std::min(common, frame.lines[i].size()));
    const std::string text = clip(visible(code), width_ - digits - 8);
    const std::string gutter = fmt::format("  {} {:>{}}  ", focus ? '>' : ' ', number, digits);
    out.push_back(
        without_end(paint_(focus ? Ink::bold : Ink::dim, without_end("  " + gutter + text))));
  }
}

std::string TableWriter::more(const Group& group, std::size_t told) {
  const std::string start = fmt::format("+ {} more: ", with_commas(group.findings.size() - told));
  std::string names;
  std::set<std::string> seen;
  constexpr std::size_t kNamed = 12;
  for (std::size_t i = told; i < std::min(group.findings.size(), told + kNamed); ++i) {
    const std::string name = visible(view_.title(group.findings[i]));
    if (seen.insert(name).second) names += (names.empty() ? "" : ", ") + name;
  }
  return "  " + paint_(Ink::dim, clip(start + names, width_ - 2));
}

std::string TableWriter::how_to_see_more(std::size_t findings) const {
  return paint_(Ink::bold,
                fmt::format("{} findings; the worst are shown.", with_commas(findings))) +
         " More: --all, --control ID, -o html=FILE";
}

}  // namespace bulwark::outputs
