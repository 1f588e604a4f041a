// SPDX-License-Identifier: Apache-2.0
// A few of many: a message is read by people.
#include "analyzers/rbac/grant_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzers/rbac/explain.h"
#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::size_t kShown = 3;

// "a, b and 2 more"
std::string few(const std::vector<std::string>& texts) {
  const std::size_t shown = std::min(texts.size(), kShown);
  std::string out = join(std::span(texts).first(shown), ", ");
  return texts.size() > shown ? fmt::format("{} and {} more", out, texts.size() - shown) : out;
}

std::string title_of(const Model& model, std::uint32_t subject) {
  return subject_name(model, model.subjects()[subject]).title();
}

std::string rule_text(const Model& model, std::uint32_t binding, std::uint32_t rule) {
  const Chain chain = explain(model, {binding, model.bindings()[binding].subjects.first, rule});
  if (chain.built_in) return chain.role.title() + ", built in";
  const std::string by = fmt::format("{}, rule {}", chain.role.title(), chain.number + 1);
  return chain.source.name.empty() ? by : by + " of " + chain.source.title();
}

class Text {
 public:
  Text(const Model& model, const Powers& powers, const DangerousGrant& grant)
      : model_(model), powers_(powers), grant_(grant) {}

  std::string whole() const {
    std::vector<std::string> who, what;
    for (const std::uint32_t subject : grant_.subjects) who.push_back(title_of(model_, subject));
    for (const std::uint32_t threat : grant_.threats) what.push_back(granted(threat));
    for (const Combination& one : grant_.combined) what.push_back(combined(one));
    std::string out = fmt::format("{} may {}: ", few(who), where());
    constexpr std::size_t kTold = 6;
    const std::size_t told = std::min(what.size(), kTold);
    out += join(std::span(what).first(told), "; ");
    return what.size() > told ? fmt::format("{}; and {} more", out, what.size() - told) : out;
  }

 private:
  std::string where() const {
    const std::string_view space = model_.text(model_.bindings()[grant_.binding].name_space);
    return space.empty() ? "in the whole cluster" : fmt::format("in namespace {}", space);
  }

  // What of the needs this binding itself meets.
  std::string rules(const Needs& needs) const {
    const Binding& binding = model_.bindings()[grant_.binding];
    const Needs own = needs & powers_.granted_by(binding);
    std::vector<std::string> out;
    for (std::size_t need = 0; need < kMostNeeds; ++need) {
      if (!own.test(need)) continue;
      std::string text = rule_text(model_, grant_.binding, powers_.rule_for(binding, need));
      if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
    }
    return join(out, " and ");
  }

  std::string granted(std::uint32_t number) const {
    const Threat& threat = powers_.threats()[number];
    return fmt::format("{} ({}): {}", threat.danger->may, rules(threat.needs),
                       threat.danger->leads_to);
  }

  std::string combined(const Combination& one) const {
    const Threat& threat = powers_.threats()[one.threat];
    std::vector<std::string> others;
    for (const std::uint32_t other : one.others)
      others.push_back(binding_name(model_, model_.bindings()[other]).title());
    std::string out = grant_.subjects.size() > 1 ? title_of(model_, one.subject) + " " : "";
    if (one.name_space != model_.bindings()[grant_.binding].name_space)
      out += fmt::format("in namespace {} ", model_.text(one.name_space));
    return fmt::format("{}together with {} {} ({}): {}", out, few(others), threat.danger->may,
                       rules(threat.needs), threat.danger->leads_to);
  }

  const Model& model_;
  const Powers& powers_;
  const DangerousGrant& grant_;
};

}  // namespace

std::string text_of(const Model& model, const Powers& powers, const DangerousGrant& grant) {
  return Text(model, powers, grant).whole();
}

}  // namespace bulwark::analyzers::rbac
