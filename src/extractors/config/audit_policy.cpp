// SPDX-License-Identifier: Apache-2.0
// Rule by rule.
#include "extractors/config/audit_policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;
using Texts = std::vector<std::string>;

constexpr std::array<std::string_view, 4> kLevels{"None", "Metadata", "Request", "RequestResponse"};

bool has(const Texts& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

Texts texts_of(const Value& map, std::string_view key) {
  Texts out;
  for (const Value& one : formats::items_of(map, key))
    out.emplace_back(one.is_string() ? one.as_string() : std::string_view());
  return out;
}

Result<AuditStages> stages_of(const Value& map) {
  AuditStages out;
  for (const std::string& one : texts_of(map, "omitStages")) {
    if (one == "RequestReceived") {
      out.request_received = true;
    } else if (one == "ResponseStarted") {
      out.response_started = true;
    } else if (one == "ResponseComplete") {
      out.response_complete = true;
    } else if (one == "Panic") {
      out.panic = true;
    } else {
      return fail(ErrorCode::malformed, fmt::format("'{}' is no stage", one));
    }
  }
  return out;
}

AuditStages both(const AuditStages& a, const AuditStages& b) {
  return {a.request_received || b.request_received, a.response_started || b.response_started,
          a.response_complete || b.response_complete, a.panic || b.panic};
}

Result<void> check(const AuditRule& rule) {
  if (!rule.urls.empty() && !(rule.resources.empty() && rule.namespaces.empty()))
    return fail(ErrorCode::malformed, "it has both resources and nonResourceURLs");
  for (const std::string& url : rule.urls) {
    const bool star_within = !url.empty() && url.find('*') < url.size() - 1;
    if (url != "*" && (!url.starts_with('/') || star_within))
      return fail(ErrorCode::malformed, fmt::format("'{}' is no path", url));
  }
  for (const AuditRule::Resources& one : rule.resources) {
    if (!one.names.empty() && one.resources.empty())
      return fail(ErrorCode::malformed, "resourceNames need resources");
  }
  return {};
}

Result<AuditRule> read_rule(const Value& from, const AuditStages& omitted) {
  AuditRule out;
  const auto level = std::ranges::find(kLevels, from.text("level"));
  if (level == kLevels.end())
    return fail(ErrorCode::malformed, fmt::format("'{}' is no level", from.text("level")));
  out.level = static_cast<AuditLevel>(level - kLevels.begin());
  out.users = texts_of(from, "users");
  out.user_groups = texts_of(from, "userGroups");
  out.verbs = texts_of(from, "verbs");
  out.namespaces = texts_of(from, "namespaces");
  out.urls = texts_of(from, "nonResourceURLs");
  for (const Value& one : formats::items_of(from, "resources"))
    out.resources.push_back({std::string(one.text("group")), texts_of(one, "resources"),
                             texts_of(one, "resourceNames")});
  out.omitted = both(omitted, TRY(stages_of(from)));
  TRY_VOID(check(out));
  return out;
}

bool matches_user(const AuditRule& rule, const AuditRequest& request) {
  if (!rule.users.empty() && !has(rule.users, request.user)) return false;
  return rule.user_groups.empty() ||
         std::ranges::any_of(request.groups,
                             [&](const std::string& one) { return has(rule.user_groups, one); });
}

// "*" and "/apis*" too; all stars at the end are one.
bool matches_path(std::string_view pattern, std::string_view path) {
  if (pattern == "*" || pattern == path) return true;
  if (!pattern.ends_with('*')) return false;
  while (pattern.ends_with('*')) pattern.remove_suffix(1);
  return path.starts_with(pattern);
}

// "pods", "pods/log", "pods/*", "*/scale", "*"
bool matches_resource(std::string_view pattern, const AuditRequest& request) {
  if (pattern == "*") return true;
  if (pattern.ends_with("/*") && pattern.substr(0, pattern.size() - 2) == request.resource)
    return true;
  if (request.subresource.empty()) return pattern == request.resource;
  if (pattern.starts_with("*/") && pattern.substr(2) == request.subresource) return true;
  return pattern == request.resource + "/" + request.subresource;
}

bool matches(const AuditRule::Resources& resources, const AuditRequest& request, bool any_name) {
  if (resources.group != request.group && resources.group != "*") return false;
  if (resources.resources.empty()) return true;
  if (!any_name && !resources.names.empty() && !has(resources.names, request.name)) return false;
  return std::ranges::any_of(
      resources.resources, [&](const std::string& one) { return matches_resource(one, request); });
}

bool matches_any(const AuditRule& rule, const AuditRequest& request, bool any_name) {
  return rule.resources.empty() ||
         std::ranges::any_of(rule.resources, [&](const AuditRule::Resources& one) {
           return matches(one, request, any_name);
         });
}

bool matches(const AuditRule& rule, const AuditRequest& request) {
  if (!matches_user(rule, request)) return false;
  if (!rule.verbs.empty() && !has(rule.verbs, request.verb)) return false;
  if (!rule.namespaces.empty() || !rule.resources.empty()) {
    if (!request.is_resource) return false;
    if (!rule.namespaces.empty() && !has(rule.namespaces, request.name_space)) return false;
    return matches_any(rule, request, false);
  }
  if (rule.urls.empty()) return true;
  return !request.is_resource && std::ranges::any_of(rule.urls, [&](const std::string& one) {
    return matches_path(one, request.path);
  });
}

}  // namespace

std::string_view name_of(AuditLevel level) { return kLevels[static_cast<std::size_t>(level)]; }

Result<AuditPolicy> read_audit_policy(const Value& file) {
  AuditPolicy out;
  out.omitted = TRY(stages_of(file));
  const auto rules = formats::items_of(file, "rules");
  if (rules.empty()) return fail(ErrorCode::malformed, "it has no rules");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto rule = read_rule(rules[i], out.omitted);
    if (!rule) return std::unexpected(std::move(rule.error()).context(fmt::format("rules[{}]", i)));
    out.rules.push_back(*std::move(rule));
  }
  return out;
}

AuditDecision decide(const AuditPolicy& policy, const AuditRequest& request) {
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const AuditRule& rule = policy.rules[i];
    if (matches(rule, request)) return {rule.level, rule.omitted, i};
  }
  return {AuditLevel::none, policy.omitted, std::nullopt};
}

bool is_about(const AuditRule& rule, const AuditRequest& request) {
  return rule.urls.empty() && matches_any(rule, request, true) &&
         (rule.verbs.empty() || has(rule.verbs, request.verb));
}

}  // namespace bulwark::extractors::config
