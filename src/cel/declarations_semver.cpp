// SPDX-License-Identifier: Apache-2.0
// Kubernetes' semantic versions: since 1.33.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"semver", "string_to_semver", global, "string -> kubernetes.Semver", 33},
    {"semver", "string_bool_to_semver", global, "string, bool -> kubernetes.Semver", 33},
    {"isSemver", "is_semver_string", global, "string -> bool", 33},
    {"isSemver", "is_semver_string_bool", global, "string, bool -> bool", 33},
    {"isGreaterThan", "semver_is_greater_than", member,
     "kubernetes.Semver, kubernetes.Semver -> bool", 33},
    {"isLessThan", "semver_is_less_than", member, "kubernetes.Semver, kubernetes.Semver -> bool",
     33},
    {"compareTo", "semver_compare_to", member, "kubernetes.Semver, kubernetes.Semver -> int", 33},
    {"major", "semver_major", member, "kubernetes.Semver -> int", 33},
    {"minor", "semver_minor", member, "kubernetes.Semver -> int", 33},
    {"patch", "semver_patch", member, "kubernetes.Semver -> int", 33},
};

}  // namespace

std::span<const OverloadDeclaration> semver_declarations() { return kTable; }

}  // namespace bulwark::cel
