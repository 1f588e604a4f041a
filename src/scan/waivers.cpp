// SPDX-License-Identifier: Apache-2.0
// Matching of waivers, annotations and expectations with findings and gaps.
#include "scan/waivers.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/day.h"
#include "base/text.h"

namespace bulwark::scan {
namespace {

using model::Finding;
using model::Waived;

bool resource_matches(const Waiver& waiver, const model::Resource& resource,
                      std::string_view cluster) {
  const std::string full = fmt::format("{}/{}", resource.kind(), resource.name());
  return (glob_match(waiver.resource, full) || glob_match(waiver.resource, resource.name())) &&
         glob_match(waiver.name_space, resource.name_space()) &&
         glob_match(waiver.cluster, cluster);
}

std::vector<const Expected*> concerning(const std::vector<Expected>& expected,
                                        const model::Control& control) {
  std::vector<const Expected*> entries;
  for (const Expected& entry : expected) {
    if (concerns(entry, control)) entries.push_back(&entry);
  }
  return entries;
}

class Marker {
 public:
  Marker(const Config& config, std::string_view today, model::Report& report)
      : config_(config), today_(today), report_(report), used_(config.waivers.size(), false) {
    for (const Waiver& waiver : config.waivers) {
      expired_.push_back(waiver.expires < today_);
      marks_.push_back(expired_.back() ? nullptr
                                       : mark(Waived::By::waiver, waiver.reason, waiver.expires));
    }
  }

  void by_waiver() {
    for (Finding& finding : report_.findings) {
      for (std::size_t i = 0; i < config_.waivers.size(); ++i) {
        const Waiver& waiver = config_.waivers[i];
        if (waiver.control.empty() || !glob_match(waiver.control, finding.control().id) ||
            !resource_matches(waiver, *finding.resource,
                              report_.inventory->cluster_of(*finding.resource))) {
          continue;
        }
        used_[i] = true;
        if (finding.waived == nullptr) finding.waived = marks_[i];
      }
    }
    for (model::Problem& problem : report_.not_evaluated) {
      for (std::size_t i = 0; i < config_.waivers.size(); ++i) {
        const Waiver& waiver = config_.waivers[i];
        if (waiver.gap.empty() || !glob_match(waiver.cluster, problem.cluster) ||
            (!glob_match(waiver.gap, problem.what) && !glob_match(waiver.gap, problem.file))) {
          continue;
        }
        used_[i] = true;
        if (!expired_[i]) problem.waived_by = waiver.reason;
      }
    }
  }

  void by_annotation() {
    for (Finding& finding : report_.findings) {
      const auto* annotations = finding.resource->root.at("metadata", "annotations");
      if (finding.waived != nullptr || annotations == nullptr) continue;
      const std::string text(
          annotations->text(std::string(kWaiveAnnotation) + finding.control().id));
      if (!text.empty()) finding.waived = annotation_mark(finding, text);
    }
  }

  void by_expectation(const std::vector<Expected>& expected) {
    std::unordered_map<const model::Control*, std::vector<const Expected*>> by_control;
    for (Finding& finding : report_.findings) {
      if (finding.waived != nullptr) continue;
      const auto [entries, is_new] = by_control.try_emplace(&finding.control());
      if (is_new) entries->second = concerning(expected, finding.control());
      for (const Expected* entry : entries->second) {
        if (!covers(*entry, finding)) continue;
        finding.waived = expectation_mark(*entry);
        break;
      }
    }
  }

  void tell() {
    for (std::size_t i = 0; i < config_.waivers.size(); ++i) {
      const Waiver& waiver = config_.waivers[i];
      if (expired_[i]) {
        report_.notices.push_back(fmt::format("{} expired on {}", waiver.title(), waiver.expires));
      } else if (!used_[i]) {
        report_.notices.push_back(fmt::format("{} matches nothing", waiver.title()));
      }
    }
    report_.notices.insert(report_.notices.end(), refused_.begin(), refused_.end());
  }

 private:
  const Waived* mark(Waived::By by, std::string reason, std::string expires) {
    return &report_.waivers.emplace_back(Waived{by, std::move(reason), std::move(expires)});
  }

  const Waived* expectation_mark(const Expected& entry) {
    const auto [known, is_new] = expectations_.try_emplace(&entry);
    if (is_new) {
      known->second = mark(Waived::By::expected, fmt::format("{}: {}", entry.name, entry.reason),
                           {});
    }
    return known->second;
  }

  const Waived* annotation_mark(const Finding& finding, const std::string& text) {
    const std::string who = fmt::format("annotation {}{} on {}", kWaiveAnnotation,
                                        finding.control().id, finding.resource->title());
    const auto allowed = std::find_if(config_.annotations.begin(), config_.annotations.end(),
                                      [&](const auto& rule) {
                                        return glob_match(rule.control, finding.control().id) &&
                                               finding.control().severity >= rule.worst;
                                      });
    const std::string date = text.substr(0, 10);
    const std::string reason = text.size() > 11 ? text.substr(11) : std::string();
    if (allowed == config_.annotations.end()) {
      refused_.insert(who + " is not allowed by bulwark.yaml");
    } else if (!is_day(date) || reason.empty()) {
      refused_.insert(who + " must read \"YYYY-MM-DD reason\"");
    } else if (date < today_) {
      refused_.insert(fmt::format("{} expired on {}", who, date));
    } else {
      return mark(Waived::By::annotation, reason, date);
    }
    return nullptr;
  }

  const Config& config_;
  std::string_view today_;
  model::Report& report_;
  std::vector<bool> used_, expired_;
  std::vector<const Waived*> marks_;
  std::map<const Expected*, const Waived*> expectations_;
  std::set<std::string> refused_;
};

}  // namespace

void apply_waivers(const Config& config, const std::vector<Expected>& expected,
                   std::string_view today, model::Report& report) {
  Marker marker(config, today, report);
  marker.by_waiver();
  marker.by_annotation();
  if (config.expected) marker.by_expectation(expected);
  marker.tell();
}

}  // namespace bulwark::scan
