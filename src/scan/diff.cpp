// SPDX-License-Identifier: Apache-2.0
// Findings and gaps are matched one to one by their keys: of three alike and two alike one is left.
#include "scan/diff.h"

#include <unordered_map>

#include "scan/drift.h"
#include "scan/side.h"

namespace bulwark::scan {
namespace {

using Counts = std::unordered_map<std::string, std::size_t>;

// Takes one of that key away; false when there is none left.
bool take(Counts& counts, const std::string& key) {
  const auto found = counts.find(key);
  if (found == counts.end() || found->second == 0) return false;
  --found->second;
  return true;
}

Counts count(const Side& side, const model::Report& report, bool waived) {
  Counts counts;
  for (const model::Finding& finding : report.findings) {
    if ((finding.waived != nullptr) == waived) ++counts[side.key_of(finding)];
  }
  return counts;
}

bool has_several_clusters(const model::Report& report) {
  return report.inventory->clusters.size() > 1;
}

class Differences {
 public:
  Differences(const model::Report& before, const model::Report& after, bool with_clusters)
      : before_(before, with_clusters), after_(after, with_clusters) {
    out_.before = &before;
    out_.after = &after;
  }

  model::Diff run() {
    opened();
    closed();
    objects();
    gaps();
    return std::move(out_);
  }

 private:
  void opened() {
    Counts known = count(before_, *out_.before, false);
    for (std::uint32_t i = 0; i < out_.after->findings.size(); ++i) {
      const model::Finding& finding = out_.after->findings[i];
      if (finding.waived != nullptr || was_unread(*finding.resource)) continue;
      if (!take(known, after_.key_of(finding))) out_.opened.push_back(i);
    }
  }

  // What the older picture could not see has not come since. One of some namespaces sees nothing
  // beyond them, though it knows the version of its cluster.
  bool was_unread(const model::Resource& resource) const {
    return before_.leaves_out(after_, resource) ||
           (before_.counterpart(after_, resource) == nullptr && before_.may_hide(after_, resource));
  }

  void closed() {
    Counts still = count(after_, *out_.after, false);
    Counts waived = count(after_, *out_.after, true);
    for (std::uint32_t i = 0; i < out_.before->findings.size(); ++i) {
      const model::Finding& finding = out_.before->findings[i];
      if (finding.waived != nullptr) continue;
      const std::string key = before_.key_of(finding);
      if (take(still, key)) continue;
      const model::Resource* now = after_.counterpart(before_, *finding.resource);
      if (take(waived, key)) {
        out_.closed.push_back({i, model::Closed::How::waived});
      } else if (now == nullptr || after_.leaves_out(before_, *finding.resource)
                     ? after_.may_hide(before_, *finding.resource)
                     : after_.left_open(finding.control(), *now)) {
        out_.unknown.push_back(i);
      } else {
        out_.closed.push_back(
            {i, now == nullptr ? model::Closed::How::gone : model::Closed::How::mended});
      }
    }
  }

  // Both are sorted by their keys.
  void objects() {
    static const std::vector<const model::Resource*> kNone;
    auto b = before_.objects().begin();
    auto a = after_.objects().begin();
    while (b != before_.objects().end() || a != after_.objects().end()) {
      const bool has_before = b != before_.objects().end() &&
                              (a == after_.objects().end() || b->first <= a->first);
      const bool has_after = a != after_.objects().end() &&
                             (b == before_.objects().end() || a->first <= b->first);
      pair_up(has_before ? b->second : kNone, has_after ? a->second : kNone);
      if (has_before) ++b;
      if (has_after) ++a;
    }
  }

  // Several of one name come from several files; the first is compared with the first.
  void pair_up(const std::vector<const model::Resource*>& before,
               const std::vector<const model::Resource*>& after) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      if (i >= before.size()) {
        if (!was_unread(*after[i])) out_.added.push_back(after[i]);
      } else if (i >= after.size()) {
        (after_.may_hide(before_, *before[i]) ? out_.unread : out_.removed).push_back(before[i]);
      } else {
        ++out_.compared;
        model::Drift drift = find_drift(*before[i], *after[i], compared(*before[i], *after[i]));
        if (!drift.fields.empty()) out_.drifted.push_back(std::move(drift));
      }
    }
  }

  Compared compared(const model::Resource& before, const model::Resource& after) const {
    const bool live_before = !out_.before->inventory->cluster_of(before).empty();
    const bool live_after = !out_.after->inventory->cluster_of(after).empty();
    if (live_before == live_after) return Compared::all;
    return live_after ? Compared::named_before : Compared::named_after;
  }

  void gaps() {
    const auto unmatched = [](const Side& side, const model::Report& report, const Side& other,
                              const model::Report& others) {
      Counts known;
      for (const model::Problem& gap : others.not_evaluated) {
        if (gap.waived_by.empty()) ++known[other.key_of(gap)];
      }
      std::vector<std::uint32_t> out;
      for (std::uint32_t i = 0; i < report.not_evaluated.size(); ++i) {
        const model::Problem& gap = report.not_evaluated[i];
        if (!take(known, side.key_of(gap)) && gap.waived_by.empty()) out.push_back(i);
      }
      return out;
    };
    out_.gaps_opened = unmatched(after_, *out_.after, before_, *out_.before);
    out_.gaps_closed = unmatched(before_, *out_.before, after_, *out_.after);
  }

  Side before_;
  Side after_;
  model::Diff out_;
};

}  // namespace

model::Diff find_differences(const model::Report& before, const model::Report& after) {
  const bool with_clusters = has_several_clusters(before) || has_several_clusters(after);
  return Differences(before, after, with_clusters).run();
}

}  // namespace bulwark::scan
