// SPDX-License-Identifier: Apache-2.0
// Sections with nothing to say are left out; the coverage line never is.
#include "outputs/table_summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "outputs/paint.h"
#include "outputs/table_block.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kFewLines = 8;  // of each section, unless all is asked for

class Summary {
 public:
  Summary(View& view, const Options& options)
      : view_(view),
        paint_(options.colour),
        width_(std::clamp<std::size_t>(options.width, 50, 120)),
        most_(options.all ? SIZE_MAX : kFewLines) {}

  std::vector<std::string> run() {
    gaps();
    waivers();
    notices();
    oddities();
    clusters();
    counts();
    out_.push_back(coverage_line(view_));
    return std::move(out_);
  }

 private:
  void gaps() {
    const auto& gaps = view_.not_evaluated();
    if (gaps.empty()) return;
    heading("Not evaluated");
    for (std::size_t i = 0; i < std::min(gaps.size(), most_); ++i) {
      const std::string first = gaps[i].reason.substr(0, gaps[i].reason.find('\n'));
      std::string text = visible(gap_title(gaps[i])) + ": " + visible(first);
      if (!gaps[i].waived_by.empty()) text += " (waived: " + visible(gaps[i].waived_by) + ")";
      entry(text);
      picture(gaps[i].reason);
    }
    if (gaps.size() > most_)
      entry(fmt::format("and {} more: -o json", with_commas(gaps.size() - most_)));
    out_.emplace_back();
  }

  // The lines of a reason behind its first: an expression, and a caret below it. They keep their
  // columns.
  void picture(const std::string& reason) {
    const std::vector<std::string> lines = split(reason, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i)
      out_.push_back("  " + clip(visible(lines[i]), width_ - 2));
  }

  // Waivers by annotation are told one by one, since whoever deploys can write them.
  void waivers() {
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> told;
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (view_.finding(i).waived == nullptr) continue;
      const model::Waived& waived = *view_.finding(i).waived;
      const bool annotation = waived.by == model::Waived::By::annotation;
      std::string what = waived.by == model::Waived::By::expected ? "expected of the platform"
                                                                  : "waived";
      if (annotation) {
        what = view_.finding(i).control().id + " on " + view_.title(i) + ", by its own annotation";
      }
      ++told[{what, clean_text(waived.reason), clean_text(waived.expires)}];
    }
    if (told.empty()) return;
    heading("Waived");
    std::size_t lines = 0;
    for (const auto& [key, count] : told) {
      if (++lines > most_) break;
      const auto& [what, reason, expires] = key;
      std::string text = fmt::format("{:>4}  {}: {}", with_commas(count), visible(what),
                                     visible(reason));
      if (!expires.empty()) text += " (until " + visible(expires) + ")";
      entry(text);
    }
    if (told.size() > most_) entry(fmt::format("and {} more reasons: --all", told.size() - most_));
    out_.emplace_back();
  }

  void notices() {
    if (view_.notices().empty()) return;
    heading("Notices");
    for (std::size_t i = 0; i < std::min(view_.notices().size(), most_); ++i)
      entry(visible(view_.notices()[i]));
    if (view_.notices().size() > most_)
      entry(fmt::format("and {} more: --all", view_.notices().size() - most_));
    out_.emplace_back();
  }

  void counts() {
    const model::Tally& tally = view_.tally();
    if (tally.total() == 0) {
      const bool gaps = !view_.not_evaluated().empty();
      const std::string text = gaps ? "No findings in what could be evaluated." : "No findings.";
      out_.push_back(paint_(gaps ? Ink::medium : Ink::green, text));
      return;
    }
    std::string head = pad("Findings", 11);
    for (const model::Severity severity : model::kSeverities)
      head += fmt::format("{:>10}", model::name(severity));
    out_.push_back(paint_(Ink::bold, head));
    std::size_t rows = 0;
    for (const model::Layer layer : model::kLayers) {
      std::uint64_t sum = 0;
      for (const model::Severity severity : model::kSeverities) sum += tally.at(layer, severity);
      if (sum == 0) continue;
      ++rows;
      row(model::name(layer), [&](model::Severity severity) { return tally.at(layer, severity); });
    }
    if (rows > 1) row("all", [&](model::Severity severity) { return tally.of(severity); });
    out_.emplace_back();
  }

  void oddities() {
    const auto& all = view_.oddities();
    if (all.empty()) return;
    heading(view_.oddities_heading());
    const std::size_t told = std::min(all.size(), most_);
    for (std::size_t i = 0; i < told; ++i) {
      entry(fmt::format("{:<8}  {}", model::name(all[i].control->severity),
                        visible(all[i].sentence())));
    }
    const std::uint64_t more = all.size() - told + view_.oddities_left_out();
    if (more > 0) entry(fmt::format("and {} more: -o json", with_commas(more)));
    out_.emplace_back();
  }

  void one_cluster(const ShownCluster& cluster) {
    std::string text = "Cluster " + visible(cluster.name);
    if (!cluster.server_version.empty()) text += ", " + visible(cluster.server_version);
    for (std::size_t i = 0; i < cluster.namespaces.size(); ++i) {
      text += i > 0                           ? ", "
              : cluster.namespaces.size() > 1 ? ", only namespaces "
                                              : ", only namespace ";
      text += visible(cluster.namespaces[i]);
    }
    for (const std::string& line : wrap(text, width_)) out_.push_back(line);
  }

  // One line for each cluster, as many as there is room for.
  void clusters() {
    if (view_.clusters().size() == 1) one_cluster(view_.clusters()[0]);
    if (!view_.several_clusters()) return;
    const std::size_t label = width_ - 52;
    std::string head = pad("Clusters", label + 2);
    for (const model::Severity severity : model::kSeverities)
      head += fmt::format("{:>10}", model::name(severity));
    out_.push_back(paint_(Ink::bold, head));
    const std::size_t told = std::min(view_.clusters().size(), most_);
    for (std::size_t i = 0; i < told; ++i) {
      const ShownCluster& cluster = view_.clusters()[i];
      const auto& counts = cluster.counts;
      const bool found = std::any_of(counts.begin(), counts.end(), [](auto n) { return n != 0; });
      if (cluster.resources == 0 && !found) {
        out_.push_back("  " + pad(clip_front(visible(cluster.name), label - 1), label) +
                       "      nothing was read");
        continue;
      }
      row(
          clip_front(visible(cluster.name), label - 1),
          [&](model::Severity severity) {
            return cluster.counts.at(static_cast<std::size_t>(severity));
          },
          label);
    }
    if (told < view_.clusters().size())
      entry(fmt::format("and {} more clusters: --all", view_.clusters().size() - told));
    out_.emplace_back();
  }

  template <class Count>
  void row(std::string_view label, Count count, std::size_t width = 9) {
    std::string line = "  " + pad(label, width);
    for (const model::Severity severity : model::kSeverities) {
      const std::uint64_t number = count(severity);
      const std::string cell = fmt::format("{:>10}", number == 0 ? "-" : with_commas(number));
      line += paint_(number == 0 ? Ink::dim : ink_of(severity), cell);
    }
    out_.push_back(line);
  }

  void heading(std::string_view text) { out_.push_back(paint_(Ink::bold, text)); }

  void entry(std::string_view text) {
    const std::vector<std::string> lines = wrap(text, width_ - 4);
    out_.push_back("  " + lines[0]);
    if (lines.size() > 1)
      out_.push_back("    " +
                     (lines.size() > 2 ? clip_unfinished(lines[1], width_ - 4) : lines[1]));
  }

  View& view_;
  Paint paint_;
  std::size_t width_;
  std::size_t most_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> table_summary(View& view, const Options& options) {
  return Summary(view, options).run();
}

std::string coverage_line(const View& view) {
  const auto plural = [](std::uint64_t count, std::string_view one) {
    return fmt::format("{} {}{}", with_commas(count), one, count == 1 ? "" : "s");
  };
  std::string out = plural(view.documents(), "document") + ": " + with_commas(view.resources()) +
                    " read, " + with_commas(view.unread()) + " not evaluated, " +
                    with_commas(view.empty()) + " empty; " + plural(view.controls(), "control");
  const std::uint64_t gaps = view.not_evaluated().size() - view.unread();
  if (gaps > 0) out += "; " + plural(gaps, "other gap");
  if (view.tally().waived > 0) out += "; " + with_commas(view.tally().waived) + " waived";
  return out;
}

}  // namespace bulwark::outputs
