// SPDX-License-Identifier: Apache-2.0
// NetworkPolicy and GlobalNetworkPolicy of projectcalico.org/v3 and crd.projectcalico.org/v1.
#include <fmt/core.h>

#include <limits>

#include "analyzers/network/calico_rule.h"
#include "analyzers/network/rule_reader.h"
#include "analyzers/references/picture.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

constexpr double kLast = std::numeric_limits<double>::infinity();

class CalicoPolicyReader {
 public:
  explicit CalicoPolicyReader(RuleReader& reader)
      : reader_(reader), is_global_(reader.resource().kind() == "GlobalNetworkPolicy") {
    if (!is_global_) space_ = references::namespace_of(reader.resource());
  }

  void read(std::vector<Policy>& out) {
    const Value* spec = reader_.resource().root.find("spec");
    if (!is_set(spec) || reader_.calico().is_twin(reader_.resource())) return;
    if (is_for_hosts(*spec)) return;
    Policy policy;
    policy.resource = &reader_.resource();
    read_place(*spec, policy);
    const LabelExpression subjects = this->subjects(*spec);
    policy.ingress_rules = read_calico_rules(reader_, *spec, Direction::ingress, space_);
    policy.egress_rules = read_calico_rules(reader_, *spec, Direction::egress, space_);
    read_types(*spec, policy);
    if (reader_.refused()) return;
    policy.subjects = reader_.labelled().select(subjects);
    out.push_back(std::move(policy));
  }

 private:
  bool is_for_hosts(const Value& spec) {
    for (const std::string_view key : {"doNotTrack", "preDNAT"}) {
      if (!formats::is_true(spec.find(key))) continue;
      reader_.not_modelled(fmt::format("spec.{}", key),
                           "is for host endpoints, which are not evaluated; pods are not subject "
                           "to it");
      return true;
    }
    return false;
  }

  void read_place(const Value& spec, Policy& policy) {
    const std::string_view name = spec.text("tier").empty() ? "default" : spec.text("tier");
    const PolicyTier* tier = reader_.calico().tier(name);
    if (tier == nullptr) {
      reader_.refuse("spec.tier", fmt::format("there is no Tier '{}'", name));
    } else {
      policy.tier = tier->kind;
      policy.place = reader_.calico().place_of(*tier);
    }
    policy.priority = reader_.number(spec.find("order"), "spec.order").value_or(kLast);
  }

  LabelExpression subjects(const Value& spec) {
    LabelExpression out = read_calico_selector(reader_, spec, "selector", CalicoSelects::endpoints,
                                               "spec.selector");
    const auto add = [&](std::string_view key, CalicoSelects what) {
      out = LabelExpression::both(
          std::move(out),
          read_calico_selector(reader_, spec, key, what, fmt::format("spec.{}", key)));
    };
    add("serviceAccountSelector", CalicoSelects::service_accounts);
    if (is_global_) {
      add("namespaceSelector", CalicoSelects::namespaces);
      if (spec.text("namespaceSelector").contains("global("))
        reader_.refuse("spec.namespaceSelector", "global() is for the peers of rules");
      return out;
    }
    return LabelExpression::both(
        LabelExpression::of(LabelExpression::Operator::in, LabelOwner::namespace_name, "",
                            {std::string(space_)}),
        std::move(out));
  }

  // Without types: egress where there are rules for it alone, else ingress, and both where there
  // are rules for both.
  void read_types(const Value& spec, Policy& policy) {
    const auto types = formats::items_of(spec, "types");
    if (types.empty()) {
      policy.egress = !formats::items_of(spec, "egress").empty();
      policy.ingress = !policy.egress || !formats::items_of(spec, "ingress").empty();
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      const std::string_view type = types[i].is_string() ? types[i].as_string() : "";
      policy.ingress = policy.ingress || type == "Ingress";
      policy.egress = policy.egress || type == "Egress";
      if (type != "Ingress" && type != "Egress")
        reader_.refuse("spec.types" + formats::item_step(i), "is neither Ingress nor Egress");
    }
  }

  RuleReader& reader_;
  bool is_global_;
  std::string_view space_;
};

}  // namespace

void read_calico_policy(RuleReader& reader, std::vector<Policy>& out) {
  CalicoPolicyReader(reader).read(out);
}

}  // namespace bulwark::analyzers::network
