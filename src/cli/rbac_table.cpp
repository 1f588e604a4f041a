// SPDX-License-Identifier: Apache-2.0
// Columns as wide as their widest value.
#include "cli/rbac_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "cli/terminal.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::cli {

using analyzers::rbac::Chain;
using analyzers::rbac::Named;
using formats::json_list;
using formats::JsonObject;

namespace {

std::vector<std::size_t> widths_of(const Row& head, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < head.size(); ++i) {
    std::size_t width = outputs::display_width(head[i]);
    for (const Row& row : rows) width = std::max(width, outputs::display_width(row[i]));
    widths.push_back(width);
  }
  return widths;
}

// One value a line, for a terminal that is too narrow.
std::string stacked(const Row& head, const std::vector<Row>& rows) {
  std::size_t label = 0;
  for (const std::string& text : head) label = std::max(label, outputs::display_width(text));
  std::string out;
  for (const Row& row : rows) {
    out += row[0] + "\n";
    for (std::size_t i = 1; i < row.size(); ++i)
      if (!row[i].empty()) out += fmt::format("  {} {}\n", outputs::pad(head[i], label), row[i]);
  }
  return out;
}

}  // namespace

std::string shown(std::string_view text) { return outputs::visible(outputs::clean_name(text)); }

std::string rule_of(const Chain& chain) {
  std::string out = fmt::format("rule {}", chain.number + 1);
  if (!chain.source.name.empty()) out += " of " + chain.source.title();
  if (chain.built_in) out += ", built in";
  return out;
}

std::string scope_of(const Chain& chain) {
  return chain.binding.name_space.empty() ? "cluster" : chain.binding.name_space;
}

std::string table(const Row& head, const std::vector<Row>& rows) {
  const std::vector<std::size_t> widths = widths_of(head, rows);
  const std::size_t width = std::accumulate(widths.begin(), widths.end(), 2 * (widths.size() - 1));
  if (const auto most = terminal_width(); most && width > *most) return stacked(head, rows);
  std::string out;
  const auto line = [&](const Row& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) text += outputs::pad(row[i], widths[i]) + "  ";
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  line(head);
  for (const Row& row : rows) line(row);
  return out;
}

void add_lines(std::string& out, std::string_view label, const std::vector<std::string>& texts) {
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < std::min(texts.size(), kShown); ++i)
    out += fmt::format("{}: {}\n", label, shown(texts[i]));
  if (texts.size() > kShown)
    out += fmt::format("{}: and {} more (-o json has all)\n", label, texts.size() - kShown);
}

std::string doubts_text(const Doubts& doubts) {
  std::string out;
  add_lines(out, "not known", doubts.unknown);
  add_lines(out, "dangling", doubts.dangling);
  add_lines(out, "other authorizers", doubts.others);
  return out;
}

std::string named_json(const Named& named) {
  JsonObject out;
  out.text("kind", named.kind).text("name", named.name).text_if_any("namespace", named.name_space);
  return std::move(out).take();
}

std::string rights_json(std::span<const analyzers::rbac::ExplainedRule> rights) {
  std::string out = "[";
  for (const analyzers::rbac::ExplainedRule& rule : rights) {
    if (out.size() > 1) out += ",";
    out += JsonObject()
               .raw("verbs", json_list(rule.verbs))
               .raw("apiGroups", json_list(rule.groups))
               .raw("resources", json_list(rule.resources))
               .raw("resourceNames", json_list(rule.names))
               .raw("nonResourceURLs", json_list(rule.paths))
               .take();
  }
  return out + "]";
}

void add_doubts(JsonObject& out, const Doubts& doubts) {
  out.raw("unknown", json_list(doubts.unknown))
      .raw("dangling", json_list(doubts.dangling))
      .raw("otherAuthorizers", json_list(doubts.others));
}

}  // namespace bulwark::cli
