// SPDX-License-Identifier: Apache-2.0
// The expression language's own list extension, version 3: Kubernetes has it since 1.34.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"slice", "list_slice", member, "list(A), int, int -> list(A)", 34},
    {"flatten", "list_flatten", member, "list(list(A)) -> list(A)", 34},
    {"flatten", "list_flatten_int", member, "list(dyn), int -> list(dyn)", 34},
    {"lists.range", "lists_range", global, "int -> list(int)", 34},
    {"reverse", "list_reverse", member, "list(A) -> list(A)", 34},
    {"distinct", "list_distinct", member, "list(A) -> list(A)", 34},
    {"sort", "list_int_sort", member, "list(int) -> list(int)", 34},
    {"sort", "list_uint_sort", member, "list(uint) -> list(uint)", 34},
    {"sort", "list_double_sort", member, "list(double) -> list(double)", 34},
    {"sort", "list_bool_sort", member, "list(bool) -> list(bool)", 34},
    {"sort", "list_google.protobuf.Duration_sort", member, "list(duration) -> list(duration)", 34},
    {"sort", "list_google.protobuf.Timestamp_sort", member, "list(timestamp) -> list(timestamp)",
     34},
    {"sort", "list_string_sort", member, "list(string) -> list(string)", 34},
    {"sort", "list_bytes_sort", member, "list(bytes) -> list(bytes)", 34},
    // what the macro sortBy makes
    {"@sortByAssociatedKeys", "list_int_sortByAssociatedKeys", member,
     "list(A), list(int) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_uint_sortByAssociatedKeys", member,
     "list(A), list(uint) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_double_sortByAssociatedKeys", member,
     "list(A), list(double) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_bool_sortByAssociatedKeys", member,
     "list(A), list(bool) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_google.protobuf.Duration_sortByAssociatedKeys", member,
     "list(A), list(duration) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_google.protobuf.Timestamp_sortByAssociatedKeys", member,
     "list(A), list(timestamp) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_string_sortByAssociatedKeys", member,
     "list(A), list(string) -> list(A)", 34},
    {"@sortByAssociatedKeys", "list_bytes_sortByAssociatedKeys", member,
     "list(A), list(bytes) -> list(A)", 34},
};

}  // namespace

std::span<const OverloadDeclaration> list_declarations() { return kTable; }

}  // namespace bulwark::cel
