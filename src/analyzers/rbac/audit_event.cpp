// SPDX-License-Identifier: Apache-2.0
// The names of fields are those of staging/src/k8s.io/apiserver/pkg/apis/audit/v1/types.go.
#include "analyzers/rbac/audit_event.h"

#include <algorithm>
#include <array>
#include <optional>

#include "formats/value_fields.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;

constexpr std::string_view kDecision = "authorization.k8s.io/decision";
constexpr std::string_view kAuthentication = "authentication.k8s.io";
constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kNodePrefix = "system:node:";
constexpr int kCreated = 201;
constexpr int kBadRequest = 400;

int code_of(const Value& event) {
  const Value* code = event.at("responseStatus", "code");
  return code != nullptr && code->is_int() ? static_cast<int>(code->as_int()) : 0;
}

/// nullopt where the event does not say.
std::optional<bool> was_allowed(const Value& event) {
  const Value* annotations = event.find("annotations");
  const std::string_view decision = annotations == nullptr ? std::string_view()
                                                           : annotations->text(kDecision);
  if (decision == "allow") return true;
  if (decision == "forbid") return false;
  const int code = code_of(event);
  if (code == 0) return std::nullopt;
  return code < kBadRequest;  // what fails without a decision was refused before there was one
}

Identity identity_of(const Value& user) {
  Identity out{std::string(user.text("username")), {}};
  for (const Value& group : formats::items_of(user, "groups")) {
    if (group.is_string()) out.groups.emplace_back(group.as_string());
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The path of a URI as the server decodes it.
std::string path_of(std::string_view uri) {
  constexpr int kSixteen = 16;
  uri = uri.substr(0, uri.find('?'));
  std::string out;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const bool escaped = uri[i] == '%' && i + 2 < uri.size() && hex_digit(uri[i + 1]) >= 0 &&
                         hex_digit(uri[i + 2]) >= 0;
    out += escaped ? static_cast<char>(hex_digit(uri[i + 1]) * kSixteen + hex_digit(uri[i + 2]))
                   : uri[i];
    if (escaped) i += 2;
  }
  return out;
}

// Rules cannot say it exactly: there these are wildcards.
bool is_wildcard(const Attributes& asked) {
  if (!asked.is_resource) return asked.verb == "*" || asked.path.ends_with('*');
  return asked.verb == "*" || asked.group == "*" || asked.resource == "*";
}

Result<Attributes> attributes_of(const Value& event) {
  Attributes out;
  out.verb = event.text("verb");
  if (out.verb.empty()) return fail(ErrorCode::malformed, "an event without a verb");
  const std::string_view uri = event.text("requestURI");
  const Value* object = event.find("objectRef");
  out.is_resource = object != nullptr && !object->text("resource").empty();
  if (out.is_resource) {
    out.group = object->text("apiGroup");
    out.resource = object->text("resource");
    out.subresource = object->text("subresource");
    out.name_space = object->text("namespace");
    out.name = object->text("name");
    const bool create = out.verb == "create";
    if ((create && out.subresource.empty()) || out.verb == "deletecollection") out.name.clear();
    if (create && !uri.empty() && !path_of(uri).contains("/namespaces/")) out.name_space.clear();
  } else {
    out.path = path_of(uri);
    if (!out.path.starts_with('/'))
      return fail(ErrorCode::malformed, "an event without a resource and without a path");
  }
  if (is_wildcard(out))
    return fail(ErrorCode::unsupported, "its request names '*', which a rule takes for everything");
  return out;
}

bool opens_a_shell(const Attributes& asked) {
  static constexpr std::array<std::string_view, 3> kShells{"exec", "attach", "portforward"};
  return asked.is_resource && asked.group.empty() && asked.resource == "pods" &&
         std::find(kShells.begin(), kShells.end(), asked.subresource) != kShells.end();
}

// What the server asks for the same request besides.
void add_followers(const Value& event, std::vector<Attributes>& rights) {
  Attributes create = rights.front();
  const bool makes = (create.verb == "patch" || create.verb == "update") &&
                     code_of(event) == kCreated;
  if (!create.is_resource || (!makes && !(create.verb == "get" && opens_a_shell(create)))) return;
  create.verb = "create";
  rights.push_back(std::move(create));
}

std::string_view asked_besides(const Attributes& asked) {
  const bool writes = asked.verb == "create" || asked.verb == "update" || asked.verb == "patch";
  if (!asked.is_resource || !writes) return {};
  if (asked.group == kRbac && asked.resource.ends_with("rolebindings"))
    return "whoever writes bindings must have what they grant, or the verb bind on the role";
  if (asked.group == kRbac && asked.resource.ends_with("roles"))
    return "whoever writes roles must have what they grant, or the verb escalate on them";
  if (asked.group == "certificates.k8s.io" && asked.resource == "certificatesigningrequests" &&
      !asked.subresource.empty())
    return "whoever approves or signs certificates needs the verb approve or sign on signers";
  if (asked.group == "certificates.k8s.io" && asked.resource == "clustertrustbundles")
    return "whoever writes trust bundles of a signer needs the verb attest on signers";
  if (asked.group == "admissionregistration.k8s.io" && asked.resource.contains("admissionpolic"))
    return "whoever writes admission policies or their bindings must be able to read their "
           "parameters";
  return {};
}

Attributes impersonation(std::string_view verb, std::string_view group, std::string_view resource,
                         std::string_view name) {
  Attributes out;
  out.verb = verb;
  out.group = group;
  out.resource = resource;
  out.name = name;
  return out;
}

// The groups that were asked for, without those that the server adds where none is. One that was
// asked for by name and would have been added is not told apart.
std::vector<std::string> named_groups(const Identity& as) {
  Identity bare = impersonated(as.user, {});
  std::vector<std::string> groups = as.groups, added = bare.groups;
  std::sort(groups.begin(), groups.end());
  std::sort(added.begin(), added.end());
  if (groups == added) return {};
  std::erase_if(groups, [&](const std::string& group) {
    return group == (as.user == "system:anonymous" ? kUnauthenticated : kAuthenticated);
  });
  return groups;
}

// The user, account or node that is acted as. `group`: of users; it differs by kind of
// impersonation.
Attributes acted_as(const Identity& as, std::string_view verb, std::string_view group) {
  if (const auto account = account_of(as.user)) {
    Attributes out = impersonation(verb, group, "serviceaccounts", account->name);
    out.name_space = account->name_space;
    return out;
  }
  if (verb == "impersonate:associated-node") return impersonation(verb, group, "nodes", "*");
  if (verb == "impersonate:arbitrary-node" && as.user.starts_with(kNodePrefix))
    return impersonation(verb, group, "nodes", as.user.substr(kNodePrefix.size()));
  return impersonation(verb, group, "users", as.user);
}

// Whoever acts as somebody by constrained impersonation (Kubernetes 1.36) is asked for it together
// with the request.
std::vector<Attributes> impersonation_rights(const Value& event, const Value& user,
                                             const Identity& as, const Attributes& asked) {
  const Value* authentication = event.find("authenticationMetadata");
  std::string_view verb = authentication == nullptr
                              ? std::string_view()
                              : authentication->text("impersonationConstraint");
  const bool constrained = !verb.empty();
  if (!constrained) verb = "impersonate";
  const std::string_view group = constrained ? kAuthentication : std::string_view();
  std::vector<Attributes> out{acted_as(as, verb, group)};
  const bool node = verb.ends_with("-node");
  for (const std::string& name : node ? std::vector<std::string>() : named_groups(as))
    out.push_back(impersonation(verb, group, "groups", name));
  if (const std::string_view uid = user.text("uid"); !uid.empty())
    out.push_back(impersonation(verb, kAuthentication, "uids", uid));
  const Value* extra = user.find("extra");
  if (extra != nullptr && extra->is_map()) {
    for (std::size_t i = 0; i < extra->size(); ++i) {
      for (const Value& value : extra->values()[i].items()) {
        if (!value.is_string()) continue;
        Attributes& one = out.emplace_back(
            impersonation(verb, kAuthentication, "userextras", value.as_string()));
        one.subresource = extra->shape()->keys[i];
      }
    }
  }
  if (constrained) {
    Attributes& on = out.emplace_back(asked);
    on.verb = "impersonate-on:" + std::string(verb.substr(verb.find(':') + 1)) + ":" + asked.verb;
  }
  return out;
}

Result<Needed> needed_by_user(const Value& event) {
  const Value* user = event.find("user");
  Needed out;
  if (user != nullptr) out.who = identity_of(*user);
  if (out.who.user.empty()) return fail(ErrorCode::malformed, "an event without a user");
  return out;
}

}  // namespace

Result<AuditEvent> read_audit_event(const Value& event) {
  AuditEvent out;
  if (!event.is_map()) return fail(ErrorCode::malformed, "no event of an audit log");
  const std::string_view stage = event.text("stage");
  if (stage.empty()) return fail(ErrorCode::malformed, "no event of an audit log: it has no stage");
  if (stage != "ResponseComplete" && stage != "ResponseStarted") return out;
  out.received = event.text("requestReceivedTimestamp");
  const std::optional<bool> allowed = was_allowed(event);
  if (allowed && !*allowed) return out;
  Needed user = TRY(needed_by_user(event));
  const Attributes asked = TRY(attributes_of(event));
  if (!allowed)
    return fail(ErrorCode::malformed, "an event that does not say whether it was allowed");
  out.counts = stage == "ResponseComplete";
  out.also = asked_besides(asked);
  std::vector<Attributes> rights{asked};
  add_followers(event, rights);
  const Value* as = event.find("impersonatedUser");
  if (as != nullptr && !as->text("username").empty()) {
    Needed acted{identity_of(*as), std::move(rights)};
    user.rights = impersonation_rights(event, *as, acted.who, asked);
    out.needed.push_back(std::move(acted));
  } else {
    user.rights = std::move(rights);
  }
  out.needed.push_back(std::move(user));
  return out;
}

}  // namespace bulwark::analyzers::rbac
