// SPDX-License-Identifier: Apache-2.0
// Spelling out and looking up of dotted names.
#include "cel/scoped_name.h"

namespace bulwark::cel {

std::string qualified_name(const Expr& expr) {
  if (const auto* identifier = expr.as<Identifier>()) return std::string(identifier->name);
  const auto* select = expr.as<Select>();
  if (select == nullptr || select->test_only) return {};
  std::string prefix = qualified_name(*select->operand);
  return prefix.empty() ? prefix : prefix + "." + std::string(select->field);
}

std::vector<std::string> scoped_names(std::string_view name, std::string_view container) {
  if (name.starts_with('.')) return {std::string(name.substr(1))};
  std::vector<std::string> out;
  while (!container.empty()) {
    out.push_back(std::string(container) + "." + std::string(name));
    std::size_t dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view{} : container.substr(0, dot);
  }
  out.emplace_back(name);
  return out;
}

}  // namespace bulwark::cel
