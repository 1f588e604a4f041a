// SPDX-License-Identifier: Apache-2.0
// First whole controls: which clusters have findings of it at all. Then the same place of the same
// object: of a few hundred thousand findings only hashes are kept and sorted. An object that is in
// few of the clusters says nothing about which of them is the odd one, and is not told.
#include "scan/fleet.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "model/identity.h"

namespace bulwark::scan {
namespace {

using model::Control;
using model::Oddity;

constexpr std::size_t kMostOddities = 200;
constexpr std::size_t kExamples = 3;

/// An unwaived finding in a cluster.
struct Mark {
  std::uint64_t place = 0;   ///< hash of control, object and path
  std::uint64_t object = 0;  ///< hash of the object
  std::uint32_t cluster = 0;
  std::uint32_t finding = 0;
};

class Comparison {
 public:
  Comparison(const model::Report& report, std::uint64_t seed)
      : report_(report), seed_(seed), size_(report.inventory->clusters.size()) {
    for (std::uint32_t i = 0; i < size_; ++i)
      by_source_.emplace(report.inventory->clusters[i].source, i);
  }

  model::Fleet run() {
    mark();
    by_control();
    by_place();
    return take();
  }

 private:
  using Key = std::tuple<const Control*, std::uint32_t, Oddity::What>;
  struct Found {
    Oddity oddity;
    std::unordered_set<std::uint64_t> objects;
  };

  std::uint64_t hash(std::string_view text) const {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed_);
  }

  std::optional<std::uint32_t> cluster_of(const model::Resource& resource) const {
    const auto found = by_source_.find(resource.source);
    return found == by_source_.end() ? std::nullopt : std::optional(found->second);
  }

  void mark() {
    for (std::size_t i = 0; i < report_.findings.size(); ++i) {
      const model::Finding& finding = report_.findings[i];
      const auto cluster = cluster_of(*finding.resource);
      if (!cluster || finding.waived != nullptr) continue;
      const std::string object = model::object_identity(*finding.resource);
      marks_.push_back({hash(object + "\n" + model::place_identity(finding)), hash(object),
                        *cluster, static_cast<std::uint32_t>(i)});
    }
  }

  // The one cluster that has it, or the one that lacks it; of two clusters only the former.
  std::optional<std::pair<std::uint32_t, Oddity::What>> odd_one(
      const std::vector<std::uint32_t>& have) const {
    if (have.size() == 1) return std::pair(have[0], Oddity::What::only_here);
    if (size_ < 3 || have.size() + 1 != size_) return std::nullopt;
    std::uint32_t missing = 0;
    while (missing < have.size() && have[missing] == missing) ++missing;
    return std::pair(missing, Oddity::What::missing_here);
  }

  void by_control() {
    std::map<const Control*, std::vector<bool>> have;
    for (const Mark& mark : marks_) {
      std::vector<bool>& clusters = have[control_of(mark)];
      clusters.resize(size_);
      clusters[mark.cluster] = true;
    }
    for (const auto& [control, clusters] : have) {
      std::vector<std::uint32_t> numbers;
      for (std::uint32_t i = 0; i < size_; ++i) {
        if (clusters[i]) numbers.push_back(i);
      }
      if (const auto odd = odd_one(numbers))
        found_[{control, odd->first, odd->second}].oddity.whole = true;
    }
    for (const Mark& mark : marks_) {
      const Control* control = control_of(mark);
      for (auto at = found_.lower_bound({control, 0, Oddity::What::only_here});
           at != found_.end() && std::get<0>(at->first) == control; ++at) {
        add(at->second, mark);
      }
    }
  }

  void by_place() {
    std::sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
      return std::tie(a.place, a.cluster, a.finding) < std::tie(b.place, b.cluster, b.finding);
    });
    std::vector<std::pair<Key, Mark>> candidates;
    std::vector<std::uint32_t> have;
    for (std::size_t i = 0, end = 0; i < marks_.size(); i = end) {
      have.clear();
      for (end = i; end < marks_.size() && marks_[end].place == marks_[i].place; ++end) {
        if (have.empty() || have.back() != marks_[end].cluster) have.push_back(marks_[end].cluster);
      }
      const auto odd = odd_one(have);
      if (!odd) continue;
      const Key key{control_of(marks_[i]), odd->first, odd->second};
      if (!found_.contains(key)) candidates.emplace_back(key, marks_[i]);
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const auto& a, const auto& b) { return a.second.finding < b.second.finding; });
    const auto where = places_of(candidates);
    for (const auto& [key, mark] : candidates) {
      const bool only_here = std::get<2>(key) == Oddity::What::only_here;
      const std::size_t clusters = where.at(mark.object);
      if (clusters >= (only_here ? std::min<std::size_t>(size_, 3) : size_)) add(found_[key], mark);
    }
  }

  // In how many clusters the objects of the candidates are.
  std::unordered_map<std::uint64_t, std::size_t> places_of(
      const std::vector<std::pair<Key, Mark>>& candidates) const {
    std::unordered_map<std::uint64_t, std::size_t> out;
    for (const auto& [key, mark] : candidates) out.emplace(mark.object, 0);
    if (out.empty()) return out;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> seen;
    for (const model::Segment& segment : report_.inventory->segments) {
      for (const model::Resource& resource : segment.resources) {
        const auto cluster = cluster_of(resource);
        if (!cluster) continue;
        const std::uint64_t object = hash(model::object_identity(resource));
        if (out.contains(object)) seen.emplace_back(object, *cluster);
      }
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const auto& [object, cluster] : seen) ++out[object];
    return out;
  }

  void add(Found& found, const Mark& mark) const {
    if (!found.objects.insert(mark.object).second) return;
    if (found.oddity.examples.size() < kExamples)
      found.oddity.examples.push_back(report_.findings[mark.finding].resource->title());
  }

  const Control* control_of(const Mark& mark) const {
    return &report_.findings[mark.finding].control();
  }

  // What was not evaluated there may hide a finding of that control.
  bool has_gap(std::uint32_t cluster, const Control& control) const {
    const std::string&
        name = report_.inventory->sources[report_.inventory->clusters[cluster].source].name;
    return std::any_of(report_.not_evaluated.begin(), report_.not_evaluated.end(),
                       [&](const model::Problem& problem) {
                         return problem.cluster == name &&
                                (problem.control.empty() || problem.control == control.id);
                       });
  }

  bool is_uncertain(const Oddity& oddity) const {
    if (oddity.what == Oddity::What::missing_here) return has_gap(oddity.cluster, *oddity.control);
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (i != oddity.cluster && has_gap(i, *oddity.control)) return true;
    }
    return false;
  }

  model::Fleet take() {
    model::Fleet fleet;
    for (auto& [key, found] : found_) {
      Oddity& oddity = found.oddity;
      std::tie(oddity.control, oddity.cluster, oddity.what) = key;
      oddity.objects = found.objects.size();
      fleet.oddities.push_back(std::move(oddity));
    }
    std::sort(fleet.oddities.begin(), fleet.oddities.end(), [](const Oddity& a, const Oddity& b) {
      const auto order = [](const Oddity& o) {
        return std::tuple(o.control->severity, !o.whole, ~o.objects,
                          std::string_view(o.control->id), o.cluster, o.what);
      };
      return order(a) < order(b);
    });
    if (fleet.oddities.size() > kMostOddities) {
      fleet.left_out = fleet.oddities.size() - kMostOddities;
      fleet.oddities.resize(kMostOddities);
    }
    for (Oddity& oddity : fleet.oddities) oddity.uncertain = is_uncertain(oddity);
    return fleet;
  }

  const model::Report& report_;
  std::uint64_t seed_;
  std::size_t size_;
  std::unordered_map<std::uint32_t, std::uint32_t> by_source_;
  std::vector<Mark> marks_;
  std::map<Key, Found> found_;
};

}  // namespace

void compare_clusters(model::Report& report, std::uint64_t seed) {
  if (report.inventory->clusters.size() < 2) return;
  report.fleet = Comparison(report, seed).run();
}

}  // namespace bulwark::scan
