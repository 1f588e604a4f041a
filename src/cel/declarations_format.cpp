// SPDX-License-Identifier: Apache-2.0
// Kubernetes' named formats of texts: since 1.31.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"validate", "format-validate", member,
     "kubernetes.NamedFormat, string -> optional(list(string))", 31},
    {"format.named", "format-named", global, "string -> optional(kubernetes.NamedFormat)", 31},
    {"format.dns1123Label", "format.dns1123Label", global, "-> kubernetes.NamedFormat", 31},
    {"format.dns1123Subdomain", "format.dns1123Subdomain", global, "-> kubernetes.NamedFormat", 31},
    {"format.dns1035Label", "format.dns1035Label", global, "-> kubernetes.NamedFormat", 31},
    {"format.qualifiedName", "format.qualifiedName", global, "-> kubernetes.NamedFormat", 31},
    {"format.dns1123LabelPrefix", "format.dns1123LabelPrefix", global, "-> kubernetes.NamedFormat",
     31},
    {"format.dns1123SubdomainPrefix", "format.dns1123SubdomainPrefix", global,
     "-> kubernetes.NamedFormat", 31},
    {"format.dns1035LabelPrefix", "format.dns1035LabelPrefix", global, "-> kubernetes.NamedFormat",
     31},
    {"format.labelValue", "format.labelValue", global, "-> kubernetes.NamedFormat", 31},
    {"format.uri", "format.uri", global, "-> kubernetes.NamedFormat", 31},
    {"format.uuid", "format.uuid", global, "-> kubernetes.NamedFormat", 31},
    {"format.byte", "format.byte", global, "-> kubernetes.NamedFormat", 31},
    {"format.date", "format.date", global, "-> kubernetes.NamedFormat", 31},
    {"format.datetime", "format.datetime", global, "-> kubernetes.NamedFormat", 31},
};

}  // namespace

std::span<const OverloadDeclaration> format_declarations() { return kTable; }

}  // namespace bulwark::cel
