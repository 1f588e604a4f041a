// SPDX-License-Identifier: Apache-2.0
// Optional values: Kubernetes has them since 1.28.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"optional.of", "optional_of", global, "A -> optional(A)", 28},
    {"optional.ofNonZeroValue", "optional_ofNonZeroValue", global, "A -> optional(A)", 28},
    {"optional.none", "optional_none", global, "-> optional(A)", 28},
    {"value", "optional_value", member, "optional(A) -> A", 28},
    {"hasValue", "optional_hasValue", member, "optional(A) -> bool", 28},
    {"or", "optional_or_optional", member, "optional(A), optional(A) -> optional(A)", 28},
    {"orValue", "optional_orValue_value", member, "optional(A), A -> A", 28},
    {"_[?_]", "list_optindex_optional_int", global, "list(A), int -> optional(A)", 28},
    {"_[?_]", "optional_list_optindex_optional_int", global,
     "optional(list(A)), int -> optional(A)", 28},
    {"_[?_]", "map_optindex_optional_value", global, "map(A, B), A -> optional(B)", 28},
    {"_[?_]", "optional_map_optindex_optional_value", global,
     "optional(map(A, B)), A -> optional(B)", 28},
    {"_[_]", "optional_list_index_int", global, "optional(list(A)), int -> optional(A)", 28},
    {"_[_]", "optional_map_index_value", global, "optional(map(A, B)), A -> optional(B)", 28},
};

}  // namespace

std::span<const OverloadDeclaration> optional_declarations() { return kTable; }

}  // namespace bulwark::cel
