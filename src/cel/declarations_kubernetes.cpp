// SPDX-License-Identifier: Apache-2.0
// Sets, and Kubernetes' own regular expression and list functions.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    // sets, since 1.29
    {"sets.contains", "list_sets_contains_list", global, "list(A), list(A) -> bool", 29},
    {"sets.equivalent", "list_sets_equivalent_list", global, "list(A), list(A) -> bool", 29},
    {"sets.intersects", "list_sets_intersects_list", global, "list(A), list(A) -> bool", 29},
    // regular expressions
    {"find", "string_find_string", member, "string, string -> string"},
    {"findAll", "string_find_all_string", member, "string, string -> list(string)"},
    {"findAll", "string_find_all_string_int", member, "string, string, int -> list(string)"},
    // lists of one comparable type; sums of one summable type
    {"isSorted", "list_int_is_sorted_bool", member, "list(int) -> bool"},
    {"isSorted", "list_uint_is_sorted_bool", member, "list(uint) -> bool"},
    {"isSorted", "list_double_is_sorted_bool", member, "list(double) -> bool"},
    {"isSorted", "list_bool_is_sorted_bool", member, "list(bool) -> bool"},
    {"isSorted", "list_duration_is_sorted_bool", member, "list(duration) -> bool"},
    {"isSorted", "list_timestamp_is_sorted_bool", member, "list(timestamp) -> bool"},
    {"isSorted", "list_string_is_sorted_bool", member, "list(string) -> bool"},
    {"isSorted", "list_bytes_is_sorted_bool", member, "list(bytes) -> bool"},
    {"sum", "list_int_sum_int", member, "list(int) -> int"},
    {"sum", "list_uint_sum_uint", member, "list(uint) -> uint"},
    {"sum", "list_double_sum_double", member, "list(double) -> double"},
    {"sum", "list_duration_sum_duration", member, "list(duration) -> duration"},
    {"min", "list_int_min_int", member, "list(int) -> int"},
    {"min", "list_uint_min_uint", member, "list(uint) -> uint"},
    {"min", "list_double_min_double", member, "list(double) -> double"},
    {"min", "list_bool_min_bool", member, "list(bool) -> bool"},
    {"min", "list_duration_min_duration", member, "list(duration) -> duration"},
    {"min", "list_timestamp_min_timestamp", member, "list(timestamp) -> timestamp"},
    {"min", "list_string_min_string", member, "list(string) -> string"},
    {"min", "list_bytes_min_bytes", member, "list(bytes) -> bytes"},
    {"max", "list_int_max_int", member, "list(int) -> int"},
    {"max", "list_uint_max_uint", member, "list(uint) -> uint"},
    {"max", "list_double_max_double", member, "list(double) -> double"},
    {"max", "list_bool_max_bool", member, "list(bool) -> bool"},
    {"max", "list_duration_max_duration", member, "list(duration) -> duration"},
    {"max", "list_timestamp_max_timestamp", member, "list(timestamp) -> timestamp"},
    {"max", "list_string_max_string", member, "list(string) -> string"},
    {"max", "list_bytes_max_bytes", member, "list(bytes) -> bytes"},
    {"indexOf", "list_a_index_of_int", member, "list(A), A -> int"},
    {"lastIndexOf", "list_a_last_index_of_int", member, "list(A), A -> int"},
    {"includes", "list_includes_dyn_dyn", member, "dyn, dyn -> bool", 37},
};

}  // namespace

std::span<const OverloadDeclaration> kubernetes_declarations() { return kTable; }

}  // namespace bulwark::cel
