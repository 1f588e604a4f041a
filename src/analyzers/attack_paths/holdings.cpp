// SPDX-License-Identifier: Apache-2.0
// Part by part from the rules that allow it to the bindings that grant them, so that nobody is
// asked about one by one.
#include "analyzers/attack_paths/holdings.h"

#include <algorithm>
#include <tuple>

namespace bulwark::analyzers::attack_paths {
namespace {

using rbac::Binding;
using rbac::Model;
using rbac::NameId;
using rbac::Range;
using rbac::Rule;

struct Record {
  NameId meets;
  bool group;
  Held held;
};

auto order(const Held& held) {
  return std::tuple(held.scope, held.part, held.only, held.grant.binding, held.grant.subject,
                    held.grant.rule);
}

class Collector {
 public:
  Collector(const Model& model, std::size_t most_limited)
      : model_(model),
        limited_left_(most_limited),
        said_(model.bindings().size(), kNobody),
        everything_(model.rules().all.size(), false) {}

  void collect(const PartRow& row, std::uint32_t minor) {
    row_ = &row;
    const bool early = minor < row.until_minor;
    const std::size_t count = row.until_minor == 0 || early ? row.requests.size() : row.late;
    for (std::size_t i = 0; i < count; ++i) collect(row.requests[i]);
  }

  bool cut_short() const { return cut_short_; }
  std::vector<Record> take() && { return std::move(records_); }

 private:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

  void collect(const PartRequest& request) {
    rbac::Attributes asked;
    asked.verb = request.verb;
    asked.group = request.group;
    asked.resource = request.resource;
    asked.subresource = request.subresource;
    rbac::Wanted wanted = rbac::wanted(asked, model_.names());
    const bool nameless = asked.verb == "create" || asked.verb == "deletecollection";
    wanted.any_name = !nameless || !asked.subresource.empty();
    for (const std::uint32_t rule :
         model_.by_resource().find(wanted, model_.rules(), model_.names()))
      collect_rule(rule);
  }

  // A rule for everything is that one part, and not all the others.
  void collect_rule(std::uint32_t number) {
    const Rule& rule = model_.rules().all[number];
    if (rule.names.count == 0) {
      if (row_->part == Part::everything) everything_[number] = true;
      if (row_->part == Part::everything || !everything_[number]) give(number, rbac::kUnknown);
      return;
    }
    for (const NameId name : model_.rules().list(rule.names)) {
      if (row_->names.empty()) {
        give(number, name);
      } else if (std::ranges::find(row_->names, model_.text(name)) != row_->names.end()) {
        give(number, rbac::kUnknown);
      }
    }
  }

  void give(std::uint32_t rule, NameId only) {
    const Range all{0, static_cast<std::uint32_t>(model_.bindings().size())};
    const Range some = row_->cluster_only ? model_.bindings_in("") : all;
    const auto part = static_cast<std::uint32_t>(row_->part);
    for (const std::uint32_t number : model_.by_role().find(model_.rules().all[rule].role, some)) {
      if (only == rbac::kUnknown && std::exchange(said_[number], part) == part) continue;
      const Binding& binding = model_.bindings()[number];
      for (std::uint32_t i = binding.subjects.first; i < binding.subjects.end(); ++i) {
        const rbac::Subject& subject = model_.subjects()[i];
        if (subject.meets == rbac::kUnknown) continue;
        if (only != rbac::kUnknown && limited_left_ == 0) {
          cut_short_ = true;
          return;
        }
        if (only != rbac::kUnknown) --limited_left_;
        records_.push_back({subject.meets,
                            subject.kind == rbac::Subject::Kind::group,
                            {row_->part, binding.name_space, only, {number, i, rule}}});
      }
    }
  }

  const Model& model_;
  const PartRow* row_ = nullptr;
  std::size_t limited_left_;
  bool cut_short_ = false;
  std::vector<std::uint32_t> said_;  // by binding: the part that it was last seen to give
  std::vector<bool> everything_;     // by rule
  std::vector<Record> records_;
};

}  // namespace

Holdings::Holdings(const Model& model, std::uint32_t minor, std::size_t most_limited) {
  Collector collector(model, most_limited);
  for (const PartRow& row : part_rows()) collector.collect(row, minor);
  cut_short_ = collector.cut_short();
  std::vector<Record> records = std::move(collector).take();
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return std::tuple(a.group, a.meets, order(a.held)) <
           std::tuple(b.group, b.meets, order(b.held));
  });
  held_.reserve(records.size());
  for (const Record& record : records) {
    const bool same = !holders_.empty() && holders_.back().meets == record.meets &&
                      holders_.back().group == record.group;
    if (!same)
      holders_.push_back(
          {record.meets, record.group, {static_cast<std::uint32_t>(held_.size()), 0}});
    ++holders_.back().held.count;
    held_.push_back(record.held);
  }
}

const Holder* Holdings::find(NameId meets, bool group) const {
  const auto at = std::lower_bound(
      holders_.begin(), holders_.end(), std::pair(group, meets),
      [](const Holder& one, const auto& key) { return std::pair(one.group, one.meets) < key; });
  const bool found = at != holders_.end() && at->meets == meets && at->group == group;
  return found ? &*at : nullptr;
}

std::span<const Held> Holdings::held_in(const Holder& holder, NameId scope) const {
  const auto all = held(holder);
  const auto [first, last] = std::equal_range(
      all.begin(), all.end(), Held{Part::everything, scope, rbac::kUnknown, {}},
      [](const Held& a, const Held& b) { return a.scope < b.scope; });
  return {first, last};
}

std::vector<const Holder*> Holdings::groups_of(const Holder& holder,
                                               const rbac::Names& names) const {
  std::vector<const Holder*> out;
  if (holder.group) return out;
  for (const std::string& group :
       rbac::impersonated(std::string(names.text(holder.meets)), {}).groups) {
    const Holder* found = find(names.find(group), true);
    if (found != nullptr) out.push_back(found);
  }
  return out;
}

void Hand::take(std::span<const Held> held, bool own) {
  for (const Held& one : held) {
    if (one.limited()) continue;
    Card& card = cards_[static_cast<std::size_t>(one.part)];
    if (card.held == nullptr) {
      card = {&one, own, true};
    } else if (card.held->grant.binding != one.grant.binding) {
      card.alone = false;
    }
  }
}

}  // namespace bulwark::analyzers::attack_paths
