// SPDX-License-Identifier: Apache-2.0
// What bindings grant and was never asked for.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cli/rbac_minimize_answer.h"
#include "cli/rbac_table.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using formats::JsonObject;

std::string texts(const std::vector<rbac::ExplainedRule>& rules, std::string_view none) {
  std::vector<std::string> out;
  for (const rbac::ExplainedRule& rule : rules) out.push_back(rule.text());
  return out.empty() ? std::string(none) : join(out, "; ");
}

// A wildcard that was used is no right of which nothing is left.
std::string never_used_text(const rbac::RuleUse& use) {
  std::vector<std::string> out;
  for (const rbac::ExplainedRule& rule : use.unused) out.push_back(rule.text());
  for (const rbac::ExplainedRule& rule : use.wider) out.push_back("the rest of " + rule.text());
  return out.empty() ? "nothing" : join(out, "; ");
}

std::uint64_t never_used(const Unused& unused) {
  return static_cast<std::uint64_t>(
      std::count_if(unused.bindings.begin(), unused.bindings.end(),
                    [](const rbac::BindingUse& one) { return !one.used(); }));
}

std::string rule_json(const rbac::Chain& chain, const rbac::RuleUse& use) {
  JsonObject out;
  out.raw("role", named_json(chain.role)).number("number", chain.number);
  if (!chain.source.name.empty()) out.raw("of", named_json(chain.source));
  out.raw("used", rights_json(use.used))
      .raw("unused", rights_json(use.unused))
      .raw("wider", rights_json(use.wider));
  return std::move(out).take();
}

std::string binding_json(const rbac::Model& model, const rbac::BindingUse& use) {
  const rbac::Binding& binding = model.bindings()[use.binding];
  std::string rules = "[";
  for (const rbac::RuleUse& rule : use.rules) {
    if (rules.size() > 1) rules += ",";
    rules += rule_json(rbac::explain(model, rule.grant), rule);
  }
  JsonObject out;
  out.raw("subject", named_json(rbac::subject_name(model, model.subjects()[use.subject])))
      .text("namespace", model.text(binding.name_space))
      .raw("binding", named_json(rbac::binding_name(model, binding)))
      .raw("role", named_json(rbac::granted_role(model, binding)))
      .raw("used", use.used() ? "true" : "false")
      .raw("rules", rules + "]");
  return std::move(out).take();
}

}  // namespace

Unused unused_rights(const scan::RbacPicture& picture, const scan::AuditLog& log,
                     const Chosen& chosen) {
  const rbac::Model& model = *picture.model;
  Unused out{picture,
             log,
             rbac::binding_uses(model, log.usage,
                                [&](const rbac::Subject& subject) {
                                  return chosen.takes(model, log.usage, subject);
                                }),
             {}};
  std::vector<std::uint32_t> dangling;
  for (const rbac::BindingUse& use : out.bindings) {
    const bool again = !dangling.empty() && dangling.back() == use.binding;
    if (model.bindings()[use.binding].dangling() && !again) dangling.push_back(use.binding);
  }
  std::erase_if(out.bindings, [&](const rbac::BindingUse& use) {
    return model.bindings()[use.binding].dangling();
  });
  std::stable_sort(
      out.bindings.begin(), out.bindings.end(),
      [](const rbac::BindingUse& a, const rbac::BindingUse& b) { return !a.used() && b.used(); });
  out.doubts = doubts_of(picture, rbac::Scope::anywhere, "", dangling);
  return out;
}

std::string unused_table(const Unused& unused) {
  const rbac::Model& model = *unused.picture.model;
  const std::size_t count = unused.bindings.size();
  std::string out = fmt::format("{} grant{} by bindings, {} never used in {} events\n", count,
                                count == 1 ? "" : "s", never_used(unused), unused.log.events);
  std::vector<Row> rows;
  for (const rbac::BindingUse& use : unused.bindings) {
    const std::string_view none = use.used() ? "nothing" : "the binding was never used";
    for (const rbac::RuleUse& rule : use.rules) {
      const rbac::Chain chain = rbac::explain(model, rule.grant);
      rows.push_back({shown(chain.subject.title()), shown(scope_of(chain)),
                      shown(chain.binding.title()),
                      shown(chain.role.title() + ", " + rule_of(chain)),
                      shown(texts(rule.used, none)), shown(never_used_text(rule))});
    }
  }
  if (!rows.empty()) {
    out += "\n" + table({"SUBJECT", "IN", "BINDING", "ROLE", "USED", "NEVER USED"}, rows);
  }
  return out + doubts_text(unused.doubts);
}

std::string unused_json(const Unused& unused) {
  std::string bindings = "[";
  for (const rbac::BindingUse& use : unused.bindings) {
    bindings += bindings.size() > 1 ? ",\n" : "\n";
    bindings += binding_json(*unused.picture.model, use);
  }
  JsonObject out;
  out.number("events", unused.log.events)
      .number("notUnderstood", unused.log.faults.count)
      .number("neverUsed", never_used(unused))
      .raw("bindings", bindings + "]");
  add_doubts(out, unused.doubts);
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
