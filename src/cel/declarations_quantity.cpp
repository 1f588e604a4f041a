// SPDX-License-Identifier: Apache-2.0
// Kubernetes' quantities: since 1.28.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"quantity", "string_to_quantity", global, "string -> kubernetes.Quantity", 28},
    {"isQuantity", "is_quantity_string", global, "string -> bool", 28},
    {"sign", "quantity_sign", global, "kubernetes.Quantity -> int", 28},
    {"isGreaterThan", "quantity_is_greater_than", member,
     "kubernetes.Quantity, kubernetes.Quantity -> bool", 28},
    {"isLessThan", "quantity_is_less_than", member,
     "kubernetes.Quantity, kubernetes.Quantity -> bool", 28},
    {"compareTo", "quantity_compare_to", member, "kubernetes.Quantity, kubernetes.Quantity -> int",
     28},
    {"asApproximateFloat", "quantity_get_float", member, "kubernetes.Quantity -> double", 28},
    {"asInteger", "quantity_get_int", member, "kubernetes.Quantity -> int", 28},
    {"isInteger", "quantity_is_integer", member, "kubernetes.Quantity -> bool", 28},
    {"add", "quantity_add", member,
     "kubernetes.Quantity, kubernetes.Quantity -> kubernetes.Quantity", 28},
    {"add", "quantity_add_int", member, "kubernetes.Quantity, int -> kubernetes.Quantity", 28},
    {"sub", "quantity_sub", member,
     "kubernetes.Quantity, kubernetes.Quantity -> kubernetes.Quantity", 28},
    {"sub", "quantity_sub_int", member, "kubernetes.Quantity, int -> kubernetes.Quantity", 28},
};

}  // namespace

std::span<const OverloadDeclaration> quantity_declarations() { return kTable; }

}  // namespace bulwark::cel
