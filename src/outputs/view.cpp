// SPDX-License-Identifier: Apache-2.0
// The one place where masking is applied to what outputs print.
#include "outputs/view.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "formats/masking.h"
#include "formats/utf8.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kRemembered = 4096;   // masked texts that are kept for the next finding
constexpr std::size_t kLongestText = 4000;  // bytes of a message that are shown
constexpr std::size_t kLongestLine = 8000;  // bytes of a line of code that are looked at
constexpr std::size_t kShownColumns = 240;  // bytes of a line of code that are shown
constexpr std::uint32_t kLinesAround = 40;  // looked at by the masking beyond those that are shown

bool continues_sequence(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The first `bytes` of the text, cut where a character begins.
std::string_view head(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && continues_sequence(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

// A very long line (JSON of a whole cluster) is cut down to what stands around the column.
std::string around(std::string_view line, std::uint32_t column, std::size_t bytes) {
  if (line.size() <= bytes) return std::string(line);
  std::size_t begin = column > bytes / 2
                          ? std::min<std::size_t>(column - bytes / 2, line.size() - bytes)
                          : 0;
  while (begin < line.size() && continues_sequence(line[begin])) ++begin;
  const std::string_view part = head(line.substr(begin), bytes);
  std::string out = begin > 0 ? "…" : "";
  return out.append(part).append(begin + part.size() < line.size() ? "…" : "");
}

std::optional<ShownWaiver> shown(const model::Waived* waived) {
  if (waived == nullptr) return std::nullopt;
  return ShownWaiver{waived_by(*waived), clean_text(waived->reason), clean_text(waived->expires)};
}

}  // namespace

std::string_view waived_by(const model::Waived& waived) {
  switch (waived.by) {
    case model::Waived::By::waiver: return "waiver";
    case model::Waived::By::annotation: return "annotation";
    case model::Waived::By::expected: return "expected";
  }
  return "waiver";
}

std::string clean_text(std::string_view text) {
  std::string out = formats::replace_invalid_utf8(formats::mask_secrets(head(text, kLongestText)));
  return text.size() > kLongestText ? out + "…" : out;
}

std::string clean_name(std::string_view name) {
  return formats::replace_invalid_utf8(formats::mask_name(name));
}

std::string gap_title(const model::Problem& problem) {
  return problem.cluster.empty() ? problem.what : problem.cluster + ": " + problem.what;
}

std::string ShownOddity::sentence() const {
  std::string out = control->id + (missing ? ": all but " : ": only ") + cluster +
                    (missing ? " have it" : " has it");
  if (!whole) out += " on the same objects";
  std::string_view separator = ": ";
  for (const std::string& example : examples) {
    out.append(separator).append(example);
    separator = ", ";
  }
  if (objects > examples.size()) out += fmt::format(" and {} more", objects - examples.size());
  if (uncertain) out += "; where it is missing, not everything could be evaluated";
  return out;
}

std::string Shown::title() const {
  return kind + " " + (name_space.empty() ? std::string() : name_space + "/") + name;
}

std::string Shown::full_title() const {
  return cluster.empty() ? title() : cluster + ": " + title();
}

std::string Shown::where() const {
  if (place.file.empty()) return path;
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

View::View(const model::Report& report, model::Locator& locator)
    : report_(report), locator_(locator), tally_(model::tally(report)) {
  for (const std::string& target : report.targets) targets_.push_back(clean_text(target));
  for (const std::string& notice : report.notices) notices_.push_back(clean_text(notice));
  for (const model::Problem& problem : report.not_evaluated) {
    unread_ += problem.document ? 1 : 0;
    not_evaluated_.push_back(problem);
    model::Problem& clean = not_evaluated_.back();
    clean.what = clean_text(problem.what);
    clean.reason = clean_text(problem.reason);
    clean.file = clean_name(problem.file);
    clean.waived_by = clean_text(problem.waived_by);
    clean.cluster = clean_name(problem.cluster);
  }
  count_clusters();
  clean_oddities();
  clean_benchmark();
}

void View::clean_oddities() {
  for (const model::Oddity& from : report_.fleet.oddities) {
    ShownOddity& out = oddities_.emplace_back();
    out.control = from.control;
    out.cluster = clusters_.at(from.cluster).name;
    out.missing = from.what == model::Oddity::What::missing_here;
    out.whole = from.whole;
    out.uncertain = from.uncertain;
    out.objects = from.objects;
    for (const std::string& example : from.examples) out.examples.push_back(clean_name(example));
  }
}

void View::clean_benchmark() {
  benchmark_ = report_.benchmark;
  if (!benchmark_) return;
  for (model::BenchmarkSection& section : benchmark_->sections) {
    for (model::Recommendation& one : section.recommendations) {
      one.reason = clean_text(one.reason);
      for (model::Evidence& evidence : one.evidence)
        evidence.message = clean_text(evidence.message);
    }
  }
}

model::Place View::place_of(const model::Evidence& evidence) {
  model::Place place = locator_.locate(*evidence.resource, evidence.path);
  place.file = clean(place.file);
  return place;
}

std::string_view View::oddities_heading() const {
  return clusters_.size() > 2 ? "The odd cluster out" : "Differences between the clusters";
}

void View::count_clusters() {
  if (report_.inventory == nullptr || report_.inventory->clusters.empty()) return;
  std::unordered_map<std::uint32_t, std::size_t> by_source;
  for (const model::Cluster& cluster : report_.inventory->clusters) {
    by_source.emplace(cluster.source, clusters_.size());
    clusters_.push_back({.name = clean_name(report_.inventory->sources.at(cluster.source).name),
                         .server_version = clean_name(cluster.server_version),
                         .taken_at = clean_name(cluster.taken_at)});
    for (const std::string& name : cluster.namespaces)
      clusters_.back().namespaces.push_back(clean_name(name));
  }
  for (const model::Segment& segment : report_.inventory->segments) {
    for (const model::Resource& resource : segment.resources) {
      const auto found = by_source.find(resource.source);
      if (found != by_source.end()) ++clusters_[found->second].resources;
    }
  }
  for (const model::Finding& finding : report_.findings) {
    const auto found = by_source.find(finding.resource->source);
    if (finding.waived != nullptr || found == by_source.end()) continue;
    ++clusters_[found->second].counts.at(static_cast<std::size_t>(finding.control().severity));
  }
}

const model::Place& View::place(std::size_t i) {
  if (!places_.empty()) return places_[i];
  if (last_ != i) {
    last_place_ = locator_.locate(*finding(i).resource, finding(i).path());
    last_ = i;
  }
  return last_place_;
}

// The same few names in most findings: masked once, as long as they are few.
const std::string& View::clean(std::string_view name) {
  if (names_.size() >= kRemembered) names_.clear();
  const auto [known, is_new] = names_.try_emplace(std::string(name));
  if (is_new) known->second = clean_name(name);
  return known->second;
}

Shown View::at(std::size_t i) {
  const model::Finding& from = finding(i);
  Shown out;
  out.control = &from.control();
  const std::string_view cluster = report_.inventory->cluster_of(*from.resource);
  out.cluster = clean(cluster);
  out.api_version = clean(from.resource->api_version());
  out.kind = clean(from.resource->kind());
  out.name_space = clean(from.resource->name_space());
  out.name = clean_name(from.resource->name());
  out.place = place(i);
  out.place.file = clean(out.place.file);
  out.path = clean(from.path());
  if (messages_.size() >= kRemembered) messages_.clear();
  const auto [message, is_new] = messages_.try_emplace(from.detail);
  if (is_new) message->second = clean_text(from.detail->message);
  out.message = message->second;
  for (const std::string& one : from.detail->affects) out.affects.push_back(clean_name(one));
  out.fingerprint = model::fingerprint(from, cluster);
  out.instances = from.instances;
  out.waived = shown(from.waived);
  return out;
}

std::string View::cluster_of(const model::Resource& resource) const {
  return clean_name(report_.inventory->cluster_of(resource));
}

std::set<std::pair<std::string, std::string>> View::namespaces() const {
  std::set<std::pair<std::string_view, std::string_view>> met;
  for (const model::Segment& segment : report_.inventory->segments) {
    for (const model::Resource& resource : segment.resources)
      met.emplace(report_.inventory->cluster_of(resource), resource.name_space());
  }
  std::set<std::pair<std::string, std::string>> out;
  for (const auto& [cluster, name_space] : met)
    out.emplace(clean_name(cluster), clean_name(name_space));
  return out;
}

std::string View::title(const model::Resource& resource) const {
  std::string out = clean_name(resource.title());
  if (!several_clusters()) return out;
  const std::string cluster = cluster_of(resource);
  return cluster.empty() ? out : cluster + ": " + out;
}

Frame View::frame(std::size_t i, std::uint32_t before, std::uint32_t after) {
  model::Place at = place(i);
  if (at.line == 0) return {};
  at.end_line = at.line;  // of a whole map its first lines are enough
  const model::Resource& resource = *finding(i).resource;
  model::CodeFrame code = locator_.frame(resource, at, std::max(before, after) + kLinesAround);
  for (std::size_t n = 0; n < code.lines.size(); ++n) {
    const bool focus = code.first_line + n == at.line;
    code.lines[n] = around(code.lines[n], focus ? at.column : 0, kLongestLine);
  }
  const bool secret = resource.kind() == "Secret";
  formats::mask_lines(code.lines, secret ? formats::Within::secret : formats::Within::text);
  Frame out{.first_line = 0, .lines = {}, .focus = at.line};
  for (std::size_t n = 0; n < code.lines.size(); ++n) {
    const std::size_t number = code.first_line + n;
    if (number + before < at.line || number > std::size_t{at.line} + after) continue;
    if (out.lines.empty()) out.first_line = static_cast<std::uint32_t>(number);
    const std::string line = formats::replace_invalid_utf8(code.lines[n]);
    out.lines.push_back(around(line, number == at.line ? at.column : 0, kShownColumns));
  }
  return out;
}

std::vector<std::size_t> View::in_file_order() const {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    const model::Resource& x = *finding(a).resource;
    const model::Resource& y = *finding(b).resource;
    return std::tie(x.source, x.offset, x.list_item) < std::tie(y.source, y.offset, y.list_item);
  });
  return order;
}

void View::locate_all() {
  if (!places_.empty()) return;
  std::vector<model::Place> places(size());
  for (const std::size_t i : in_file_order()) {
    places[i] = locator_.locate(*finding(i).resource, finding(i).path());
  }
  places_ = std::move(places);
}

}  // namespace bulwark::outputs
