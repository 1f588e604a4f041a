// SPDX-License-Identifier: Apache-2.0
// One table from texts to their numbers.
#include "analyzers/rbac/names.h"

namespace bulwark::analyzers::rbac {

Names::Names() {
  intern("");
  intern("*");
}

NameId Names::intern(std::string_view text) {
  const auto [at, is_new] = ids_.try_emplace(text, static_cast<NameId>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return at->second;
}

NameId Names::intern_copy(std::string_view text) {
  const NameId known = find(text);
  return known != kUnknown ? known : intern(copies_.copy(text));
}

NameId Names::find(std::string_view text) const {
  const auto at = ids_.find(text);
  return at == ids_.end() ? kUnknown : at->second;
}

}  // namespace bulwark::analyzers::rbac
