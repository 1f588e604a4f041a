// SPDX-License-Identifier: Apache-2.0
// What a call costs at run time, as Kubernetes counts it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cel/value.h"

namespace bulwark::cel {

enum class CostRule : std::uint8_t {
  one,
  text_traversal,         ///< a tenth of the first argument's size
  double_text_traversal,  ///< twice that: read and written
  second_traversal,       ///< a tenth of the second argument's size
  result_traversal,       ///< twice a tenth of the result's size
  list_search,            ///< the second argument's size
  equality,               ///< a tenth of the smaller size
  concatenation,          ///< a tenth of both sizes
  regex,
  substring_search,
  element_traversal,  ///< every element of the first argument, texts by their length
  list_output,        ///< a new list of the result's size
  list_flatten,
  first_self_compare,   ///< every element of the first argument with every other
  second_self_compare,  ///< the same for the second
  set_compare,
  set_compare_twice,
  format_validation,  ///< as a regular expression of the size that the format says
  selector,           ///< a text that becomes a list of requirements
  contains_ip,
  contains_ip_text,
  contains_cidr,
  contains_cidr_text,
  authorization,
};

constexpr std::uint64_t kSelectCost = 1;
constexpr std::uint64_t kListCost = 10;
constexpr std::uint64_t kMapCost = 30;
constexpr std::uint64_t kObjectCost = 40;

/// `overload` is empty when more than one can apply.
CostRule cost_rule(std::string_view function, std::string_view overload, int kubernetes_minor);

std::uint64_t call_cost(CostRule rule, std::span<const Value> arguments, const Value& result);

}  // namespace bulwark::cel
