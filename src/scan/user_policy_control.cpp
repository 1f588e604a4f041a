// SPDX-License-Identifier: Apache-2.0
// Labels count before annotations of the same key.
#include "scan/user_policy_control.h"

#include <fmt/core.h>

#include <algorithm>

#include "scan/user_policies.h"

namespace bulwark::scan {
namespace {

/// Where `policy export` writes them; src/policy/export_yaml.cpp.
std::string_view said(const model::Resource& policy, std::string_view key) {
  for (const std::string_view where : {"labels", "annotations"}) {
    const formats::Value* texts = policy.root.at("metadata", where);
    if (texts == nullptr || !texts->is_map()) continue;
    if (const std::string_view text = texts->text(key); !text.empty()) return text;
  }
  return {};
}

struct Weight {
  model::Severity severity = model::Severity::high;
  std::string_view deed = "refuses";
};

Weight weight_of(const std::vector<const admission::Binding*>& bindings) {
  const auto any = [&](bool admission::Binding::* action) {
    return std::ranges::any_of(bindings, [&](const auto* one) { return one->*action; });
  };
  if (any(&admission::Binding::denies)) return {};
  if (any(&admission::Binding::warns)) return {model::Severity::medium, "warns of"};
  return {model::Severity::low, "records"};
}

}  // namespace

model::Layer layer_of(const model::Resource& policy) {
  return model::layer_from(said(policy, "bulwark/layer")).value_or(model::Layer::cluster);
}

model::Control control_from(const model::Resource& policy, const std::string& file,
                            const std::vector<const admission::Binding*>& bindings,
                            std::vector<std::string>& notices) {
  const Weight weight = weight_of(bindings);
  model::Control out;
  out.id = std::string(kPolicyPrefix).append(policy.name());
  out.layer = layer_of(policy);
  out.severity = weight.severity;
  const std::string_view severity = said(policy, "bulwark/severity");
  if (const auto own = model::severity_from(severity)) {
    out.severity = *own;
  } else if (!severity.empty()) {
    notices.push_back(fmt::format("{}: bulwark/severity '{}' is no severity; taken as {}", out.id,
                                  severity, model::name(out.severity)));
  }
  out.title = said(policy, "bulwark/title");
  if (out.title.empty())
    out.title = fmt::format("ValidatingAdmissionPolicy {} holds", policy.name());
  out.why = said(policy, "bulwark/why");
  if (out.why.empty())
    out.why = fmt::format("A cluster with this policy ({}) {} such objects.", file, weight.deed);
  out.fix.text = said(policy, "bulwark/fix");
  return out;
}

}  // namespace bulwark::scan
