// SPDX-License-Identifier: Apache-2.0
// What of an answer stays open, in words.
#include <fmt/core.h>

#include "cli/rbac_answer.h"

namespace bulwark::cli {

using analyzers::rbac::Binding;
using analyzers::rbac::Gap;
using analyzers::rbac::Model;

constexpr std::string_view
    kNodeDoubt = "the Node authorizer may allow a kubelet what RBAC does not";

Doubts doubts_of(const scan::RbacPicture& picture, analyzers::rbac::Scope scope,
                 std::string_view name_space, const std::vector<std::uint32_t>& dangling) {
  const Model& model = *picture.model;
  Doubts out;
  for (const Gap& gap : model.gaps()) {
    if (scope == analyzers::rbac::Scope::anywhere || gap.touches(name_space))
      out.unknown.push_back(fmt::format("{}: {}", gap.what, gap.reason));
  }
  for (const std::uint32_t number : dangling) {
    const Binding& binding = model.bindings()[number];
    auto& list = model.knows_roles() ? out.dangling : out.unknown;
    list.push_back(fmt::format("{} grants {}, which {}",
                               analyzers::rbac::binding_name(model, binding).title(),
                               analyzers::rbac::granted_role(model, binding).title(),
                               model.knows_roles() ? "does not exist" : "was not read"));
  }
  if (!picture.other_authorizer.empty())
    out.others.push_back(picture.other_authorizer + " may allow what RBAC does not");
  return out;
}

void add_node_doubt(const analyzers::rbac::Identity& identity, Doubts& doubts) {
  if (identity.is_node()) doubts.others.emplace_back(kNodeDoubt);
}

Doubts doubts_about(const scan::RbacPicture& picture, const analyzers::rbac::Attributes& asked,
                    const analyzers::rbac::Decision& decision) {
  if (decision.is == analyzers::rbac::Verdict::allowed) return {};
  Doubts doubts = doubts_of(picture, analyzers::rbac::Scope::one,
                            asked.is_resource ? asked.name_space : "", decision.dangling);
  if (!decision.node_open.empty())
    doubts.others.push_back(fmt::format("{}: {}", kNodeDoubt, decision.node_open));
  return doubts;
}

bool is_open(analyzers::rbac::Verdict is, const Doubts& doubts) {
  using analyzers::rbac::Verdict;
  return is == Verdict::unknown || (is == Verdict::no && !doubts.others.empty());
}

}  // namespace bulwark::cli
