// SPDX-License-Identifier: Apache-2.0
// The strings library, version 2, as Kubernetes has it: the first functions always, the later ones
// since 1.29.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"charAt", "string_char_at_int", member, "string, int -> string"},
    {"indexOf", "string_index_of_string", member, "string, string -> int"},
    {"indexOf", "string_index_of_string_int", member, "string, string, int -> int"},
    {"lastIndexOf", "string_last_index_of_string", member, "string, string -> int"},
    {"lastIndexOf", "string_last_index_of_string_int", member, "string, string, int -> int"},
    {"lowerAscii", "string_lower_ascii", member, "string -> string"},
    {"upperAscii", "string_upper_ascii", member, "string -> string"},
    {"replace", "string_replace_string_string", member, "string, string, string -> string"},
    {"replace", "string_replace_string_string_int", member,
     "string, string, string, int -> string"},
    {"split", "string_split_string", member, "string, string -> list(string)"},
    {"split", "string_split_string_int", member, "string, string, int -> list(string)"},
    {"substring", "string_substring_int", member, "string, int -> string"},
    {"substring", "string_substring_int_int", member, "string, int, int -> string"},
    {"trim", "string_trim", member, "string -> string"},
    {"format", "string_format", member, "string, list(dyn) -> string", 29},
    {"strings.quote", "strings_quote", global, "string -> string", 29},
    {"join", "list_join", member, "list(string) -> string", 29},
    {"join", "list_join_string", member, "list(string), string -> string", 29},
};

}  // namespace

std::span<const OverloadDeclaration> string_declarations() { return kTable; }

}  // namespace bulwark::cel
