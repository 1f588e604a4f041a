// SPDX-License-Identifier: Apache-2.0
// Selectors choose pods and sets of addresses alike; without any, everybody is meant, known or not.
#include "analyzers/network/calico_entity.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "analyzers/network/calico_rule.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using Operator = LabelExpression::Operator;

bool holds_all_of_ipv4(const std::vector<Block>& blocks) {
  return std::ranges::any_of(
      blocks, [](const Block& one) { return one.range == all_of_family(/*v6=*/false); });
}

// Blocks lie within each other or apart.
std::vector<Block> common(const std::vector<Block>& a, const std::vector<Block>& b) {
  std::vector<Block> out;
  for (const Block& one : a) {
    for (const Block& other : b) {
      if (one.range.contains(other.range)) {
        out.push_back(other);
      } else if (other.range.contains(one.range)) {
        out.push_back(one);
      }
    }
  }
  return out;
}

}  // namespace

CalicoEntity::CalicoEntity(RuleReader& reader, const Value* value, std::string path,
                           std::string_view name_space)
    : reader_(reader), path_(std::move(path)) {
  if (!is_set(value)) return;
  read_selectors(*value, name_space);
  nets_ = read_nets(*value, "nets");
  not_nets_ = read_nets(*value, "notNets");
  if (is_set(value->find("services"))) {
    reader_.not_modelled(path_ + ".services",
                         "the pods of Services are not followed: anybody may be meant");
    is_part_ = true;
  }
}

void CalicoEntity::read_selectors(const Value& value, std::string_view name_space) {
  const auto read = [&](std::string_view key, CalicoSelects what) {
    return read_calico_selector(reader_, value, key, what, fmt::format("{}.{}", path_, key));
  };
  const std::string_view spaces = value.text("namespaceSelector");
  LabelExpression space = read("namespaceSelector", CalicoSelects::namespaces);
  if (spaces.contains("global(") && space.op != Operator::negation)
    reader_.refuse(path_ + ".namespaceSelector", "global() stands by itself");
  if (spaces.empty() && !name_space.empty())
    space = LabelExpression::of(Operator::in, LabelOwner::namespace_name, "",
                                {std::string(name_space)});
  const Value* accounts = value.find("serviceAccounts");
  const bool has_not = !value.text("notSelector").empty();
  if (has_not) not_selector_ = read("notSelector", CalicoSelects::endpoints);
  LabelExpression own = read("selector", CalicoSelects::endpoints);
  bool chosen = !value.text("selector").empty();
  if (is_set(accounts)) {
    chosen = chosen || !accounts->text("selector").empty() ||
             !formats::items_of(*accounts, "names").empty();
    own = LabelExpression::both(service_accounts(*accounts), std::move(own));
  }
  // A namespaced policy is about its namespace as soon as it selects at all.
  if (!spaces.empty() || (!name_space.empty() && (chosen || has_not))) {
    selector_ = LabelExpression::both(std::move(space), std::move(own));
  } else if (chosen) {
    selector_ = std::move(own);
  }
}

LabelExpression CalicoEntity::service_accounts(const Value& value) {
  LabelExpression out = read_calico_selector(reader_, value, "selector",
                                             CalicoSelects::service_accounts,
                                             path_ + ".serviceAccounts.selector");
  std::vector<std::string> names;
  for (const Value& one : formats::items_of(value, "names")) {
    if (one.is_string()) names.emplace_back(one.as_string());
  }
  if (names.empty()) return out;
  return LabelExpression::both(
      std::move(out),
      LabelExpression::of(Operator::in, LabelOwner::service_account_name, "", std::move(names)));
}

std::vector<Block> CalicoEntity::read_nets(const Value& value, std::string_view key) {
  std::vector<Block> out;
  const auto nets = formats::items_of(value, key);
  for (std::size_t i = 0; i < nets.size(); ++i) {
    auto block = reader_.block_or_address(
        nets[i], fmt::format("{}.{}{}", path_, key, formats::item_step(i)));
    if (block) out.push_back(std::move(*block));
  }
  return out;
}

bool CalicoEntity::is_anybody() const { return !has_selectors() && !has_nets(); }

bool CalicoEntity::pods_are_within() const {
  return (nets_.empty() || holds_all_of_ipv4(nets_)) && !holds_all_of_ipv4(not_nets_);
}

PodSet CalicoEntity::selected() const {
  LabelledPods& labelled = reader_.labelled();
  if (!not_selector_) return selector_ ? labelled.select(*selector_) : labelled.all();
  const PodSet some = selector_ ? labelled.select(*selector_) : labelled.all();
  const PodSet without = labelled.select(*not_selector_);
  std::vector<EndpointId> out;
  std::ranges::set_difference(*some, *without, std::back_inserter(out));
  return labelled.keep((selector_ ? selector_->text() : "") + " without " + not_selector_->text(),
                       std::move(out));
}

std::vector<Block> CalicoEntity::blocks(std::optional<int> ip_version) const {
  std::vector<Block> out;
  if (ip_version != 6) out.push_back({all_of_family(/*v6=*/false), {}});
  if (ip_version != 4) out.push_back({all_of_family(/*v6=*/true), {}});
  if (!nets_.empty()) out = common(out, nets_);
  if (selector_) out = common(out, reader_.calico().blocks(*selector_));
  std::vector<Block> without = not_nets_;
  if (not_selector_) {
    const std::vector<Block> some = reader_.calico().blocks(*not_selector_);
    without.insert(without.end(), some.begin(), some.end());
  }
  for (Block& block : out) {
    for (const Block& part : without) block.except.push_back(part.range);
  }
  return out;
}

Peer CalicoEntity::peer(std::optional<int> ip_version) const {
  Peer out;
  out.pods = pods_are_within() ? selected() : PodSets::none();
  out.from_outside = pods_are_within() &&
                     (!selector_ || LabelledPods::selects_unknown(*selector_)) &&
                     (!not_selector_ || !LabelledPods::selects_unknown(*not_selector_));
  const bool by_sets = not_selector_ && !reader_.calico().blocks(*not_selector_).empty();
  out.all_outside = !selector_ && !by_sets && nets_.empty() && not_nets_.empty() && !ip_version;
  if (!out.all_outside) out.blocks = blocks(ip_version);
  return out;
}

}  // namespace bulwark::analyzers::network
