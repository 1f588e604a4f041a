// SPDX-License-Identifier: Apache-2.0
// Segments are asked in parallel; what they said is joined in the order of the sources, so that it
// does not depend on who read what.
#include "scan/user_policy_review.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "admission/reads.h"
#include "admission/review.h"
#include "base/tasks.h"
#include "base/text.h"
#include "scan/findings.h"
#include "scan/user_policy_world.h"

namespace bulwark::scan {
namespace {

using admission::Decision;
using admission::Outcome;
using model::Control;
using model::Resource;

/// What one policy said of one object that is not "it holds".
struct Said {
  enum class Is : std::uint8_t { finding, gap, ignored };
  Is is = Is::finding;
  const Resource* resource = nullptr;
  std::uint64_t owner = 0;
  const Control* control = nullptr;
  std::size_t index = 0;  ///< of the validation
  std::string path, message;
};

struct Answers {
  std::vector<Said> said;
  std::uint64_t asked = 0;
};

class Asker {
 public:
  Asker(const UserPolicies& policies, const World& world, Answers& out)
      : policies_(policies), world_(world), out_(out) {}

  void ask(const Resource& resource, std::uint64_t owner, const admission::Request& request,
           admission::Evaluator& evaluator) {
    const admission::Verdict verdict = admission::review(world_.policies, request, evaluator);
    out_.asked += verdict.policies;
    const std::size_t first = out_.said.size();
    for (const Decision& decision : verdict.decisions) {
      if (decision.binding != nullptr && world_.without_params.contains(decision.binding)) continue;
      Said said = said_by(decision);
      said.resource = &resource;
      said.owner = owner;
      // Several bindings may say one thing.
      const auto same = [&](const Said& other) {
        return std::tie(other.is, other.control, other.index, other.message) ==
               std::tie(said.is, said.control, said.index, said.message);
      };
      const auto begin = out_.said.begin() + static_cast<std::ptrdiff_t>(first);
      if (std::none_of(begin, out_.said.end(), same)) out_.said.push_back(std::move(said));
    }
  }

 private:
  Said said_by(const Decision& decision) const {
    Said out;
    out.control = policies_.control_of(*decision.policy);
    out.index = decision.outcome.index;
    out.message = decision.outcome.message;
    if (decision.outcome.is == Outcome::Is::unknown) {
      out.is = Said::Is::gap;
    } else if (decision.ignored) {
      out.is = Said::Is::ignored;
    } else if (decision.outcome.is == Outcome::Is::denies) {
      // Only validating policies are run.
      out.path = admission::place_of(
          static_cast<const admission::ValidatingPolicy&>(*decision.policy), out.index);
    }
    return out;
  }

  const UserPolicies& policies_;
  const World& world_;
  Answers& out_;
};

Answers ask_segment(const UserPolicies& policies, const Worlds& worlds, const Owners& owners,
                    const model::Inventory& inventory, std::size_t segment,
                    const UserPolicyRun& run) {
  Answers out;
  admission::Evaluator evaluator;
  formats::Pool placed(static_cast<std::uint16_t>(kPlacedPools + segment), run.seed);
  const auto& resources = inventory.segments[segment].resources;
  for (std::size_t i = 0; i < resources.size() && !run.stop.stop_requested(); ++i) {
    const World& world = worlds.find(inventory.cluster_of(resources[i]))->second;
    formats::Value object;
    const admission::Request request = world.request_for(resources[i], object, placed);
    Asker(policies, world, out).ask(resources[i], owners.top[segment][i], request, evaluator);
  }
  return out;
}

/// Into the report, what an owner's objects have in common once.
class Joiner {
 public:
  Joiner(const Owners& owners, model::Report& report) : owners_(owners), report_(report) {}

  void add(const Said& said) {
    if (said.is == Said::Is::ignored) {
      ignored_[said.control->id].insert(said.resource->title());
      return;
    }
    const bool child = said.owner != 0;
    const std::uint64_t owner = child ? said.owner : own_key(*said.resource);
    if (owner == 0) {
      emit(said);
      return;
    }
    const Gist gist{owner, said.control, said.index, without_name(said)};
    const auto known = known_.find(gist);
    if (child && known != known_.end()) {
      if (known->second != kNothing) ++report_.findings[known->second].instances;
      return;
    }
    known_.emplace(gist, emit(said));
  }

  void tell_ignored() {
    constexpr std::size_t kNamed = 3;
    for (const auto& [id, titles] : ignored_) {
      std::vector<std::string> named;
      for (const std::string& title : titles) {
        if (named.size() < kNamed) named.push_back(title);
      }
      report_.notices.push_back(
          fmt::format("{} could not judge {} {}, which failurePolicy Ignore lets pass: {}{}", id,
                      titles.size(), titles.size() == 1 ? "object" : "objects", join(named, ", "),
                      titles.size() > kNamed ? ", ..." : ""));
    }
  }

 private:
  using Gist = std::tuple<std::uint64_t, const Control*, std::size_t, std::string>;
  static constexpr std::size_t kNothing = ~std::size_t{0};

  /// 0 when nothing that was read belongs to it.
  std::uint64_t own_key(const Resource& resource) const {
    if (owners_.referenced.empty()) return 0;
    const std::uint64_t key = owner_key(report_.inventory->cluster_of(resource),
                                        resource.name_space(), resource.kind(), resource.name(),
                                        owners_.seed);
    return owners_.referenced.contains(key) ? key : 0;
  }

  static std::string without_name(const Said& said) {
    std::string out = said.message;
    const std::string_view name = said.resource->name();
    for (std::size_t at = 0; !name.empty() && (at = out.find(name, at)) != std::string::npos;)
      out.erase(at, name.size());
    return out;
  }

  std::size_t emit(const Said& said) {
    if (said.is == Said::Is::gap) {
      report_.not_evaluated.push_back(
          control_problem(*report_.inventory, *said.resource, said.control->id, said.message));
      return kNothing;
    }
    if (root_ == nullptr) root_ = &report_.items.emplace_back();
    const auto [detail, fresh] = details_.try_emplace({said.control, said.path, said.message});
    if (fresh) {
      report_.details.push_back({said.control, said.message, said.path});
      detail->second = &report_.details.back();
    }
    report_.findings.push_back({detail->second, said.resource, root_, nullptr, 1});
    return report_.findings.size() - 1;
  }

  const Owners& owners_;
  model::Report& report_;
  const std::string* root_ = nullptr;
  std::map<Gist, std::size_t> known_;  ///< -> finding
  std::map<std::tuple<const Control*, std::string, std::string>, const model::FindingDetail*>
      details_;
  std::map<std::string, std::set<std::string>> ignored_;  ///< titles by control
};

/// Owners before what they own, then by place.
void sort_said(std::vector<Said>& all) {
  std::ranges::stable_sort(all, {}, [](const Said& one) {
    return std::tuple(one.owner != 0, one.resource->source, one.resource->offset,
                      one.resource->list_item);
  });
}

}  // namespace

void collect_policy_findings(const UserPolicies& policies, const Owners& owners,
                             const UserPolicyRun& run, model::Report& report) {
  report.not_evaluated.insert(report.not_evaluated.end(), policies.problems().begin(),
                              policies.problems().end());
  report.notices.insert(report.notices.end(), policies.notices().begin(), policies.notices().end());
  if (policies.empty()) return;
  const model::Inventory& inventory = *report.inventory;
  const Worlds worlds = make_worlds(policies, inventory);
  std::vector<Answers> answers(inventory.segments.size());
  for_each_parallel(answers.size(), run.threads, [&](std::size_t i) {
    answers[i] = ask_segment(policies, worlds, owners, inventory, i, run);
  });
  std::vector<Said> all;
  for (Answers& one : answers) {
    std::ranges::move(one.said, std::back_inserter(all));
    report.effort.questions_asked += one.asked;
    report.effort.questions_done += one.asked;
  }
  sort_said(all);
  Joiner joiner(owners, report);
  for (const Said& said : all) joiner.add(said);
  joiner.tell_ignored();
  for (const auto& [cluster, world] : worlds) {
    for (const model::Problem& problem : world.problems) report.not_evaluated.push_back(problem);
  }
}

}  // namespace bulwark::scan
