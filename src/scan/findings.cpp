// SPDX-License-Identifier: Apache-2.0
// Joins the segments' answers.
#include "scan/findings.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "formats/path.h"

namespace bulwark::scan {
namespace {

using model::Finding;
using policy::Hit;

constexpr std::string_view kPodControls = "pod controls on ";

model::Problem problem(const model::Inventory& inventory, const model::Resource& resource,
                       std::string what, std::string reason) {
  const model::Source& source = inventory.sources[resource.source];
  return {.what = std::move(what),
          .reason = std::move(reason),
          .code = ErrorCode::malformed,
          .file = source.cluster ? std::string() : source.name,
          .line = source.cluster ? 0 : resource.line,
          .column = 0,
          .control = {},
          .document = false,
          .waived_by = {},
          .cluster = source.cluster ? source.name : std::string()};
}

class Collector {
 public:
  Collector(const Owners& owners, model::Report& report) : owners_(owners), report_(report) {}

  // What stands for itself comes first, so that children find what their owner has already said.
  void add(const std::deque<policy::Answers>& answers) {
    for (const bool children : {false, true}) {
      for (std::size_t s = 0; s < answers.size(); ++s) {
        for (const Hit& hit : answers[s].hits) {
          if (is_child(s, hit) == children) add(s, hit);
        }
      }
    }
    for (std::size_t s = 0; s < answers.size(); ++s) {
      for (const policy::Unasked& unasked : answers[s].unasked) {
        const model::Resource& resource = this->resource(s, unasked.resource);
        report_.not_evaluated.push_back(
            problem(*report_.inventory, resource, pod_gap(resource), unasked.reason));
      }
    }
  }

 private:
  const model::Resource& resource(std::size_t segment, std::uint32_t index) const {
    return report_.inventory->segments[segment].resources[index];
  }

  // Controls on the object itself (a bare Pod, a Service) are about that object, whoever owns it.
  bool is_child(std::size_t segment, const Hit& hit) const {
    return hit.item.of != policy::ItemRef::Of::object && owners_.top[segment][hit.resource] != 0;
  }

  void add(std::size_t segment, const Hit& hit) {
    const model::Resource& resource = this->resource(segment, hit.resource);
    const std::uint64_t gist = hit.outcome->gist;
    if (is_child(segment, hit)) {
      const auto [known, is_new] = said_.try_emplace(
          owners_.top[segment][hit.resource] ^ (gist * kMix), kNothing);
      if (!is_new) {
        if (known->second != kNothing) report_.findings[known->second].instances += hit.count;
        return;
      }
      known->second = emit(hit, resource);
      return;
    }
    const std::size_t index = emit(hit, resource);
    if (owners_.referenced.empty() || hit.item.of == policy::ItemRef::Of::object) return;
    const std::uint64_t own = owner_key(report_.inventory->cluster_of(resource),
                                        resource.name_space(), resource.kind(), resource.name(),
                                        owners_.seed);
    if (owners_.referenced.contains(own)) said_.try_emplace(own ^ (gist * kMix), index);
  }

  // The index of the finding; kNothing for a problem.
  std::size_t emit(const Hit& hit, const model::Resource& resource) {
    const policy::Outcome& outcome = *hit.outcome;
    const std::string& id = outcome.control->file->control.id;
    if (!outcome.error.empty()) {
      report_.not_evaluated.push_back(
          control_problem(*report_.inventory, resource, id, outcome.error));
      return kNothing;
    }
    const std::string* item = intern(
        policy::item_path(resource, hit.item, outcome.control->file->each));
    report_.findings.push_back({&outcome.detail, &resource, item, nullptr, hit.count});
    return report_.findings.size() - 1;
  }

  const std::string* intern(std::string path) {
    const auto known = items_.find(path);
    if (known != items_.end()) return known->second;
    const std::string& kept = report_.items.emplace_back(std::move(path));
    items_.emplace(kept, &kept);
    return &kept;
  }

  static constexpr std::size_t kNothing = ~std::size_t{0};
  static constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15;  // spreads the gist, so that swapping
                                                             // it with an owner differs

  const Owners& owners_;
  model::Report& report_;
  std::unordered_map<std::uint64_t, std::size_t> said_;  // owner and gist -> finding
  std::unordered_map<std::string_view, const std::string*> items_;
};

}  // namespace

std::string control_gap(std::string_view control, const model::Resource& resource) {
  return fmt::format("control {} on {}", control, resource.title());
}

std::string pod_gap(const model::Resource& resource) {
  return std::string(kPodControls) + resource.title();
}

model::Problem control_problem(const model::Inventory& inventory, const model::Resource& resource,
                               const std::string& control, std::string reason) {
  model::Problem out = problem(inventory, resource, control_gap(control, resource),
                               std::move(reason));
  out.control = control;
  return out;
}

bool is_pod_gap(const model::Problem& gap) { return gap.what.starts_with(kPodControls); }

bool is_image_gap(const model::Problem& gap) {
  if (gap.document || !gap.file.empty()) return false;  // a file may be called anything
  return gap.what.starts_with(kImageGap) || gap.what == kVulnerabilitiesGap ||
         gap.what == kImageSecretsGap;
}

void collect_findings(const std::deque<policy::Answers>& answers, const Owners& owners,
                      model::Report& report) {
  Collector(owners, report).add(answers);
  for (const policy::Answers& one : answers) {
    report.effort.questions_asked += one.asked;
    report.effort.questions_done += one.done;
  }
}

void collect_duplicate_keys(const policy::Chosen& chosen, model::Report& report) {
  const auto file = std::find_if(
      chosen.by_reader.begin(), chosen.by_reader.end(),
      [](const auto* one) { return one->control.id == "duplicate-key"; });
  if (file == chosen.by_reader.end()) return;
  const std::string* root = &report.items.emplace_back();
  for (const model::DuplicateKey& key : report.inventory->duplicate_keys) {
    report.details.push_back(
        {&(*file)->control,
         fmt::format("the key '{}' comes twice; the last one is in force", key.key),
         formats::join_path(key.path, formats::key_step(key.key))});
    const model::Resource& resource = report.inventory->segments[key.segment]
                                          .resources[key.resource];
    report.findings.push_back({&report.details.back(), &resource, root, nullptr, 1});
  }
}

void leave_out_said_twice(const policy::Chosen& chosen, model::Report& report) {
  std::map<std::string_view, std::set<std::string_view>> overriders;
  for (const policy::CompiledControl& control : chosen.controls) {
    for (const std::string& id : control.file->overrides)
      overriders[id].insert(control.file->control.id);
  }
  using Said = std::tuple<const model::Resource*, const std::string*, std::string_view,
                          std::string_view>;  // and the id of who need not say it again
  std::set<Said> waived, counted;
  for (const Finding& finding : report.findings) {
    const auto found = overriders.find(finding.control().id);
    if (found == overriders.end()) continue;
    for (const std::string_view id : found->second) {
      (finding.waived != nullptr ? waived : counted)
          .emplace(finding.resource, finding.item, finding.detail->path, id);
    }
  }
  std::erase_if(report.findings, [&](const Finding& finding) {
    const Said said{finding.resource, finding.item, finding.detail->path, finding.control().id};
    return counted.contains(said) || (finding.waived != nullptr && waived.contains(said));
  });
}

void sort_findings(model::Report& report) {
  std::sort(report.findings.begin(), report.findings.end(), [](const Finding& a, const Finding& b) {
    const auto order = [](const Finding& f) {
      return std::tuple(f.control().severity, f.resource->source, f.resource->offset,
                        f.resource->list_item, std::string_view(f.control().id),
                        std::string_view(*f.item), std::string_view(f.detail->path),
                        std::string_view(f.detail->message));
    };
    return order(a) < order(b);
  });
}

}  // namespace bulwark::scan
