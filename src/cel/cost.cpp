// SPDX-License-Identifier: Apache-2.0
// The table of costs: first by overload (lists, sets), then by function name (Kubernetes), then by
// overload again.
#include "cel/cost.h"

#include <algorithm>
#include <cmath>

#include "cel/name_format.h"
#include "cel/opaque.h"

namespace bulwark::cel {
namespace {

constexpr double kTextFactor = 0.1;
constexpr double kRegexFactor = 0.25;
/// Two of them fit into one expression's budget.
constexpr std::uint64_t kAuthorizationCost = 350'000;

struct Entry {
  std::string_view name;
  CostRule rule;
};

constexpr Entry kByOverload[] = {
    {"list_slice", CostRule::list_output},
    {"list_flatten", CostRule::list_flatten},
    {"list_flatten_int", CostRule::list_flatten},
    {"lists_range", CostRule::list_output},
    {"list_reverse", CostRule::list_output},
    {"list_distinct", CostRule::first_self_compare},
    {"list_sets_contains_list", CostRule::set_compare},
    {"list_sets_intersects_list", CostRule::set_compare},
    {"list_sets_equivalent_list", CostRule::set_compare_twice},
    // ip() of a network is a field, of a text it is parsed.
    {"string_to_ip", CostRule::text_traversal},
    {"cidr_contains_ip_string", CostRule::contains_ip_text},
    {"cidr_contains_cidr_string", CostRule::contains_cidr_text},
};

constexpr Entry kByFunction[] = {
    {"isSorted", CostRule::element_traversal},
    {"sum", CostRule::element_traversal},
    {"max", CostRule::element_traversal},
    {"min", CostRule::element_traversal},
    {"indexOf", CostRule::element_traversal},
    {"lastIndexOf", CostRule::element_traversal},
    {"includes", CostRule::element_traversal},
    {"lowerAscii", CostRule::text_traversal},
    {"upperAscii", CostRule::text_traversal},
    {"substring", CostRule::text_traversal},
    {"trim", CostRule::text_traversal},
    {"replace", CostRule::double_text_traversal},
    {"split", CostRule::double_text_traversal},
    {"join", CostRule::result_traversal},
    {"find", CostRule::regex},
    {"findAll", CostRule::regex},
    {"url", CostRule::text_traversal},
    {"isIP", CostRule::text_traversal},
    {"cidr", CostRule::text_traversal},
    {"isCIDR", CostRule::text_traversal},
    {"ip.isCanonical", CostRule::double_text_traversal},
    {"containsIP", CostRule::contains_ip},
    {"containsCIDR", CostRule::contains_cidr},
    {"quantity", CostRule::text_traversal},
    {"isQuantity", CostRule::text_traversal},
    {"semver", CostRule::text_traversal},
    {"isSemver", CostRule::text_traversal},
    {"jsonpatch.escapeKey", CostRule::text_traversal},
    {"validate", CostRule::format_validation},
    {"fieldSelector", CostRule::selector},
    {"labelSelector", CostRule::selector},
    {"check", CostRule::authorization},
};

constexpr Entry kByStandardOverload[] = {
    {"starts_with_string", CostRule::second_traversal},
    {"ends_with_string", CostRule::second_traversal},
    {"string_to_bytes", CostRule::text_traversal},
    {"bytes_to_string", CostRule::text_traversal},
    {"strings_quote", CostRule::text_traversal},
    {"string_format", CostRule::text_traversal},
    {"in_list", CostRule::list_search},
    {"less_string", CostRule::equality},
    {"less_equals_string", CostRule::equality},
    {"greater_string", CostRule::equality},
    {"greater_equals_string", CostRule::equality},
    {"less_bytes", CostRule::equality},
    {"less_equals_bytes", CostRule::equality},
    {"greater_bytes", CostRule::equality},
    {"greater_equals_bytes", CostRule::equality},
    {"equals", CostRule::equality},
    {"not_equals", CostRule::equality},
    {"add_string", CostRule::concatenation},
    {"add_bytes", CostRule::concatenation},
    {"matches", CostRule::regex},
    {"matches_string", CostRule::regex},
    {"contains_string", CostRule::substring_search},
};

const Entry* search(std::span<const Entry> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Entry::name);
  return found == table.end() ? nullptr : &*found;
}

/// Texts by code points, bytes, lists and maps by their entries, optionals by what they hold;
/// anything else is 1.
std::uint64_t size_of(const Value& value) {
  switch (kind(value)) {
    case Kind::string: return count_code_points(value.as_string());
    case Kind::bytes: return bytes_of(value).size();
    case Kind::list: return value.size();
    case Kind::map:
    case Kind::entry_map: return map_size(value);
    case Kind::optional:
      return optional_value(value) == nullptr ? 1 : size_of(*optional_value(value));
    case Kind::opaque: return opaque_of(value).operations->size(opaque_of(value));
    default: return 1;
  }
}

std::uint64_t part(double size, double factor) {
  return static_cast<std::uint64_t>(std::ceil(size * factor));
}
std::uint64_t text_part(std::uint64_t size) { return part(static_cast<double>(size), kTextFactor); }

std::uint64_t traversal(const Value& value) {
  std::uint64_t cost = 0;
  switch (kind(value)) {
    case Kind::string:
      return static_cast<std::uint64_t>(static_cast<double>(value.as_string().size()) *
                                        kTextFactor);
    case Kind::bytes:
      return static_cast<std::uint64_t>(static_cast<double>(bytes_of(value).size()) * kTextFactor);
    case Kind::list:
      for (const Value& item : value.items()) cost += traversal(item);
      return cost;
    case Kind::map:
    case Kind::entry_map:
      for_each_entry(value, [&](const Value& key, const Value& item) {
        cost += traversal(key) + traversal(item);
        return true;
      });
      return cost;
    default: return 1;
  }
}

std::uint64_t new_list(double size) { return static_cast<std::uint64_t>(size) + 1 + kListCost; }

std::uint64_t self_compare(const Value& list) {
  const auto size = static_cast<double>(size_of(list));
  const bool texts = list.is_list() && list.size() != 0 &&
                     (list.items()[0].is_string() || kind(list.items()[0]) == Kind::bytes);
  return new_list(size * size * (texts ? 2 + kTextFactor : 2));
}

std::uint64_t flatten_cost(std::span<const Value> arguments) {
  const bool deep = arguments.size() == 2 && arguments[1].is_int() && arguments[1].as_int() >= 0;
  const double depth = deep ? static_cast<double>(arguments[1].as_int()) : 1;
  // A depth that no list has must not wrap the counter.
  return new_list(std::min(static_cast<double>(size_of(arguments[0])) * depth, 1e15));
}

std::uint64_t regex_cost(std::uint64_t text_size, std::uint64_t pattern_size) {
  return part(1.0 + static_cast<double>(text_size), kTextFactor) *
         part(static_cast<double>(pattern_size), kRegexFactor);
}

std::uint64_t selector_cost(std::uint64_t size) {
  constexpr double kRequirementsPerCharacter = 0.5;
  constexpr double kCostPerRequirement = 10 + 40;  // a list and a struct
  const std::uint64_t requirements = part(static_cast<double>(size), kRequirementsPerCharacter);
  return kListCost + text_part(size) + part(static_cast<double>(requirements), kCostPerRequirement);
}

/// Whether a network holds an address or a network: its bytes are compared, a text is parsed first.
std::uint64_t containment_cost(CostRule rule, std::uint64_t network, std::uint64_t other) {
  std::uint64_t cost = text_part(2 * network);
  if (rule == CostRule::contains_cidr || rule == CostRule::contains_cidr_text)
    cost += text_part(network) + 1;
  if (rule == CostRule::contains_ip_text || rule == CostRule::contains_cidr_text)
    cost += text_part(other);
  return cost;
}

std::uint64_t equality_cost(const Value& a, const Value& b) {
  return text_part(std::min(size_of(a), size_of(b)));
}

/// What counted otherwise before 1.37.
constexpr int kPrefixesSince = 37;
constexpr Entry kBefore37[] = {
    {"starts_with_string", CostRule::text_traversal},
    {"ends_with_string", CostRule::text_traversal},
    {"matches", CostRule::one},
};

}  // namespace

CostRule cost_rule(std::string_view function, std::string_view overload, int kubernetes_minor) {
  if (kubernetes_minor < kPrefixesSince) {
    if (const Entry* entry = search(kBefore37, overload)) return entry->rule;
  }
  if (const Entry* entry = search(kByOverload, overload)) return entry->rule;
  if (overload.ends_with("_sort")) return CostRule::first_self_compare;
  if (overload.ends_with("_sortByAssociatedKeys")) return CostRule::second_self_compare;
  if (const Entry* entry = search(kByFunction, function)) return entry->rule;
  if (const Entry* entry = search(kByStandardOverload, overload)) return entry->rule;
  return CostRule::one;
}

std::uint64_t call_cost(CostRule rule, std::span<const Value> arguments, const Value& result) {
  const auto size = [&](std::size_t i) { return size_of(arguments[i]); };
  switch (rule) {
    case CostRule::one: return 1;
    case CostRule::text_traversal: return text_part(size(0));
    case CostRule::second_traversal: return text_part(size(1));
    case CostRule::double_text_traversal:
      return part(static_cast<double>(size(0)) * 2, kTextFactor);
    case CostRule::result_traversal:
      return part(static_cast<double>(size_of(result)) * 2, kTextFactor);
    case CostRule::list_search: return size(1);
    case CostRule::equality: return equality_cost(arguments[0], arguments[1]);
    case CostRule::concatenation: return text_part(size(0) + size(1));
    case CostRule::regex: return regex_cost(size(0), size(1));
    case CostRule::substring_search: return text_part(size(0)) * text_part(size(1));
    case CostRule::element_traversal: return traversal(arguments[0]);
    case CostRule::list_output: return new_list(static_cast<double>(size_of(result)));
    case CostRule::list_flatten: return flatten_cost(arguments);
    case CostRule::first_self_compare: return self_compare(arguments[0]);
    case CostRule::second_self_compare: return self_compare(arguments[1]);
    case CostRule::set_compare: return 1 + size(0) * size(1);
    case CostRule::set_compare_twice: return 1 + size(0) * size(1) * 2;
    case CostRule::format_validation: {
      const auto* format = value_as<NamedFormat>(arguments[0]);
      return format == nullptr ? 1 : regex_cost(size(1), format->pattern_size);
    }
    case CostRule::selector: return selector_cost(size(1));
    case CostRule::contains_ip:
    case CostRule::contains_ip_text:
    case CostRule::contains_cidr:
    case CostRule::contains_cidr_text: return containment_cost(rule, size(0), size(1));
    case CostRule::authorization: return kAuthorizationCost;
  }
  return 1;
}

}  // namespace bulwark::cel
