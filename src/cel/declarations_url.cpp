// SPDX-License-Identifier: Apache-2.0
// Kubernetes' URLs: every version has them.
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr auto global = OverloadDeclaration::Style::global;
constexpr auto member = OverloadDeclaration::Style::member;

constexpr OverloadDeclaration kTable[] = {
    {"url", "string_to_url", global, "string -> kubernetes.URL"},
    {"isURL", "is_url_string", global, "string -> bool"},
    {"getScheme", "url_get_scheme", member, "kubernetes.URL -> string"},
    {"getHost", "url_get_host", member, "kubernetes.URL -> string"},
    {"getHostname", "url_get_hostname", member, "kubernetes.URL -> string"},
    {"getPort", "url_get_port", member, "kubernetes.URL -> string"},
    {"getEscapedPath", "url_get_escaped_path", member, "kubernetes.URL -> string"},
    {"getQuery", "url_get_query", member, "kubernetes.URL -> map(string, list(string))"},
};

}  // namespace

std::span<const OverloadDeclaration> url_declarations() { return kTable; }

}  // namespace bulwark::cel
