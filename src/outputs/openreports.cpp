// SPDX-License-Identifier: Apache-2.0
// Documents are JSON, one result a line. An object is kept so small that `kubectl apply` can put a
// copy of it into its annotation, which takes 256 KiB: the worst results are in it, the others are
// counted.
#include "outputs/openreports.h"

#include <fmt/core.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "formats/json_object.h"
#include "outputs/format.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

using formats::JsonObject;

constexpr std::size_t kMostBytes = 230'000;
constexpr std::size_t kMostResults = 1'000;
constexpr std::size_t kLongestMessage = 1'000;  // columns
constexpr std::size_t kLongestName = 200;

struct Dialect {
  std::string_view api_version, report, cluster_report;
  bool source_of_report;  // the object says once where it comes from; else each result does
};

constexpr Dialect kOpenReports{"openreports.io/v1alpha1", "Report", "ClusterReport", true};
constexpr Dialect kPolicyReport{"wgpolicyk8s.io/v1alpha2", "PolicyReport", "ClusterPolicyReport",
                                false};

// Such that every reader of YAML takes it.
std::string plain(std::string_view text) {
  std::string out = visible(text);
  for (const std::string_view noncharacter : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = out.find(noncharacter); at != std::string::npos;
         at = out.find(noncharacter, at))
      out.replace(at, noncharacter.size(), "\xEF\xBF\xBD");
  }
  return out;
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// What may be part of a name of Kubernetes.
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool fits = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (fits) {
      out += static_cast<char>(upper ? c - 'A' + 'a' : c);
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.substr(0, kLongestName);
}

enum class Outcome : std::uint8_t { fail, warn, error, skip };
constexpr std::array<std::string_view, 4> kOutcomes{"fail", "warn", "error", "skip"};

Outcome outcome_of(const model::Finding& finding) {
  if (finding.waived != nullptr) return Outcome::skip;
  return finding.control().severity <= model::Severity::medium ? Outcome::fail : Outcome::warn;
}

/// One object: its cluster, where it is about one of several, and its namespace.
struct Where {
  std::string cluster, name_space;
  auto operator<=>(const Where&) const = default;
};

struct Content {
  std::vector<std::size_t> findings, waived;
  std::vector<const model::Problem*> gaps;
};

class Stream {
 public:
  Stream(View& view, const Dialect& dialect, io::Sink& sink)
      : view_(view), dialect_(dialect), sink_(sink) {}

  void run() {
    sort_out();
    for (const auto& [where, content] : objects_) {
      if (sink_.failed()) return;
      write(where, content);
    }
  }

 private:
  // Results on different clusters are not for one cluster to keep under its own namespaces.
  Where where_of(std::string_view cluster, std::string_view name_space) const {
    Where out;
    if (view_.several_clusters()) out.cluster = cluster;
    if (view_.several_clusters() || is_plain_name(name_space)) out.name_space = name_space;
    return out;
  }

  // A namespace without a finding has an object too, which takes the place of an earlier one.
  void sort_out() {
    objects_[{}];
    for (const auto& [cluster, name_space] : view_.namespaces())
      objects_[where_of(cluster, name_space)];
    for (std::size_t i = 0; i < view_.size(); ++i) {
      const model::Finding& finding = view_.finding(i);
      Content& content = objects_[where_of(view_.cluster_of(*finding.resource),
                                           clean_name(finding.resource->name_space()))];
      (finding.waived == nullptr ? content.findings : content.waived).push_back(i);
    }
    for (const model::Problem& gap : view_.not_evaluated())
      objects_[where_of(gap.cluster, {})].gaps.push_back(&gap);
  }

  void write(const Where& where, const Content& content) {
    std::array<std::uint64_t, kOutcomes.size()> counts{};
    std::vector<std::string> results;
    std::size_t bytes = 0;
    std::uint64_t left_out = 0;
    const auto add = [&](Outcome outcome, auto make) {
      ++counts.at(static_cast<std::size_t>(outcome));
      if (left_out == 0 && results.size() < kMostResults) {
        std::string text = make();
        if (bytes + text.size() + 2 <= kMostBytes) {
          bytes += text.size() + 2;
          results.push_back(std::move(text));
          return;
        }
      }
      ++left_out;
    };
    const auto add_finding = [&](std::size_t i) {
      const Outcome outcome = outcome_of(view_.finding(i));
      add(outcome, [&] { return result(view_.at(i), outcome); });
    };
    for (const std::size_t i : content.findings) add_finding(i);
    for (const model::Problem* gap : content.gaps) {
      add(gap->waived_by.empty() ? Outcome::error : Outcome::skip, [&] { return result(*gap); });
    }
    for (const std::size_t i : content.waived) add_finding(i);
    write_object(where, counts, results, left_out);
  }

  void write_object(const Where& where, const std::array<std::uint64_t, kOutcomes.size()>& counts,
                    const std::vector<std::string>& results, std::uint64_t left_out) {
    JsonObject summary;
    for (std::size_t i = 0; i < counts.size(); ++i) summary.number(kOutcomes.at(i), counts.at(i));
    JsonObject out;
    out.text("apiVersion", dialect_.api_version)
        .text("kind", is_namespaced(where) ? dialect_.report : dialect_.cluster_report)
        .raw("metadata", metadata(where, left_out));
    if (dialect_.source_of_report) out.text("source", "bulwark");
    out.raw("summary", std::move(summary).take());
    std::string lines = "[";
    for (const std::string& text : results) lines.append(lines.size() > 1 ? ",\n" : "\n") += text;
    out.raw("results", lines + "]");
    sink_.write("---\n" + std::move(out).take() + "\n");
  }

  bool is_namespaced(const Where& where) const {
    return !where.name_space.empty() && !view_.several_clusters();
  }

  std::string name_of(const Where& where) const {
    if (is_namespaced(where)) return "bulwark-" + where.name_space;
    if (where == Where{}) return "bulwark";
    std::string out = "bulwark";
    for (const std::string& part : {slug(where.cluster), slug(where.name_space)})
      out.append(part.empty() ? "" : "-").append(part);
    // Different texts can look the same as parts of a name.
    const std::string both = where.cluster + "\n" + where.name_space;
    return fmt::format("{}-{:08x}", out.substr(0, kLongestName),
                       XXH3_64bits(both.data(), both.size()) >> 32U);
  }

  std::string metadata(const Where& where, std::uint64_t left_out) const {
    JsonObject annotations;
    if (!where.cluster.empty()) annotations.text("report.bulwark/cluster", plain(where.cluster));
    if (!where.cluster.empty() && !where.name_space.empty())
      annotations.text("report.bulwark/namespace", plain(where.name_space));
    if (left_out > 0) annotations.text("report.bulwark/results-left-out", std::to_string(left_out));
    JsonObject out;
    out.text("name", name_of(where));
    if (is_namespaced(where)) out.text("namespace", where.name_space);
    out.raw("labels", JsonObject().text("app.kubernetes.io/managed-by", "bulwark").take());
    const std::string told = std::move(annotations).take();
    if (told != "{}") out.raw("annotations", told);
    return std::move(out).take();
  }

  void begin(JsonObject& out) const {
    if (!dialect_.source_of_report) out.text("source", "bulwark");
  }

  std::string result(const Shown& shown, Outcome outcome) const {
    const model::Control& control = *shown.control;
    JsonObject resource;
    resource.text("apiVersion", plain(shown.api_version)).text("kind", plain(shown.kind));
    if (!shown.name_space.empty()) resource.text("namespace", plain(shown.name_space));
    resource.text("name", plain(shown.name));
    JsonObject out;
    begin(out);
    out.text("policy", control.id)
        .text("rule", control.title)
        .text("category", model::name(control.layer))
        .text("severity", model::name(control.severity))
        .text("result", kOutcomes.at(static_cast<std::size_t>(outcome)))
        .raw("scored", outcome == Outcome::fail ? "true" : "false")
        .text("message", clip(plain(shown.message), kLongestMessage))
        .raw("resources", "[" + std::move(resource).take() + "]")
        .raw("properties", properties(shown));
    return std::move(out).take();
  }

  static std::string properties(const Shown& shown) {
    JsonObject out;
    out.text("fingerprint", shown.fingerprint);
    if (!shown.path.empty()) out.text("path", clip(plain(shown.path), kLongestMessage));
    if (!shown.place.file.empty()) out.text("where", clip(plain(shown.where()), kLongestMessage));
    if (shown.instances > 1) out.text("instances", std::to_string(shown.instances));
    if (shown.waived) {
      out.text("waived", clip(plain(std::string(shown.waived->by) + ": " + shown.waived->reason),
                              kLongestMessage));
    }
    return std::move(out).take();
  }

  std::string result(const model::Problem& gap) const {
    JsonObject out;
    begin(out);
    out.text("policy", gap.control.empty() ? std::string_view("not-evaluated")
                                           : std::string_view(gap.control))
        .text("rule", "not evaluated")
        .text("result", gap.waived_by.empty() ? "error" : "skip")
        .raw("scored", "false")
        .text("message", clip(plain(gap_title(gap) + ": " + gap.reason), kLongestMessage));
    if (!gap.waived_by.empty()) {
      JsonObject properties;
      properties.text("waived", clip(plain("waiver: " + gap.waived_by), kLongestMessage));
      out.raw("properties", std::move(properties).take());
    }
    return std::move(out).take();
  }

  View& view_;
  const Dialect& dialect_;
  io::Sink& sink_;
  std::map<Where, Content> objects_;
};

}  // namespace

void write_openreports(View& view, const Options& /*options*/, io::Sink& sink) {
  Stream(view, kOpenReports, sink).run();
}

void write_policyreport(View& view, const Options& /*options*/, io::Sink& sink) {
  Stream(view, kPolicyReport, sink).run();
}

}  // namespace bulwark::outputs
