// SPDX-License-Identifier: Apache-2.0
// The order is the API server's: namespaces, objects, what is excluded, the rules.
#include "admission/match_resources.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/fields.h"

namespace bulwark::admission {
namespace {

using formats::Fields;
using formats::Value;

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";

bool has(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::any_of(list,
                             [&](const std::string& item) { return item == "*" || item == one; });
}

Result<ResourceRule::Scope> read_scope(Fields& fields) {
  const std::string text = TRY(fields.optional_text("scope"));
  if (text.empty() || text == "*") return ResourceRule::Scope::all;
  if (text == "Cluster") return ResourceRule::Scope::cluster;
  if (text == "Namespaced") return ResourceRule::Scope::namespaced;
  return std::unexpected(fields.error("scope", "must be Cluster, Namespaced or *"));
}

// "*" says it all: nothing may stand beside it.
Result<std::vector<std::string>> read_list(Fields& fields, std::string_view key) {
  std::vector<std::string> out = TRY(fields.texts(key));
  if (out.empty()) return std::unexpected(fields.error(key, "must name something"));
  if (out.size() > 1 && std::ranges::find(out, "*") != out.end())
    return std::unexpected(fields.error(key, "has '*', so that nothing else may stand there"));
  return out;
}

Result<std::vector<std::string>> read_operations(Fields& fields) {
  std::vector<std::string> out = TRY(read_list(fields, "operations"));
  const std::vector<std::string> known{"CREATE", "UPDATE", "DELETE", "CONNECT", "*"};
  for (const std::string& one : out) {
    if (std::ranges::find(known, one) != known.end()) continue;
    return std::unexpected(
        fields.error("operations", "'" + one + "' is no operation" + did_you_mean(one, known)));
  }
  return out;
}

// "pods/*" goes without "pods/log", "*/*" without anything that has a subresource.
Result<std::vector<std::string>> read_resources(Fields& fields) {
  std::vector<std::string> out = TRY(fields.texts("resources"));
  if (out.empty()) return std::unexpected(fields.error("resources", "must name something"));
  const auto there = [&](const std::string& one) {
    return std::ranges::find(out, one) != out.end();
  };
  const bool whole = there("*/*");
  for (const std::string& one : out) {
    const std::size_t slash = one.find('/');
    const std::string_view sub = slash == std::string::npos
                                     ? std::string_view()
                                     : std::string_view(one).substr(slash + 1);
    if (one.empty() || (slash != std::string::npos && sub.empty()))
      return std::unexpected(fields.error("resources", "'" + one + "' is no resource"));
    const bool twice = (whole && one != "*/*" && slash != std::string::npos) ||
                       (slash != std::string::npos && sub != "*" &&
                        there(one.substr(0, slash) + "/*")) ||
                       (slash != std::string::npos && !one.starts_with("*/") &&
                        there("*/" + std::string(sub)));
    const bool covered = slash == std::string::npos && one != "*" && there("*");
    if (twice || covered)
      return std::unexpected(
          fields.error("resources", "'" + one + "' is covered by a wildcard beside it"));
  }
  return out;
}

Result<ResourceRule> read_rule(const Value& value, const std::string& path) {
  Fields fields = TRY(Fields::of(value, path));
  ResourceRule out;
  out.operations = TRY(read_operations(fields));
  out.groups = TRY(read_list(fields, "apiGroups"));
  out.versions = TRY(read_list(fields, "apiVersions"));
  out.resources = TRY(read_resources(fields));
  out.names = TRY(fields.texts("resourceNames"));
  out.scope = TRY(read_scope(fields));
  TRY_VOID(fields.finish());
  return out;
}

Result<std::vector<ResourceRule>> read_rules(Fields& fields, std::string_view key,
                                             const std::string& path) {
  std::vector<ResourceRule> out;
  const Value* rules = fields.optional(key);
  if (rules == nullptr) return out;
  if (!rules->is_list()) return std::unexpected(fields.error(key, "must be a list"));
  for (std::size_t i = 0; i < rules->size(); ++i)
    out.push_back(TRY(read_rule(rules->items()[i], fmt::format("{}.{}[{}]", path, key, i))));
  return out;
}

bool scope_fits(const ResourceRule& rule, const Request& request) {
  const bool cluster = request.name_space.empty() || request.of_namespace();
  return rule.scope == ResourceRule::Scope::all ||
         (rule.scope == ResourceRule::Scope::cluster) == cluster;
}

bool resource_fits(const ResourceRule& rule, const Request& request) {
  return std::ranges::any_of(rule.resources, [&](const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string_view resource = std::string_view(text).substr(0, slash);
    const std::string_view sub = slash == std::string::npos
                                     ? std::string_view()
                                     : std::string_view(text).substr(slash + 1);
    return (resource == "*" || resource == request.resource.resource) &&
           (sub == "*" || sub == request.subresource);
  });
}

enum class Versions : bool { exact, any };

bool fits(const ResourceRule& rule, const Request& request, Versions versions) {
  return scope_fits(rule, request) && has(rule.operations, name(request.operation)) &&
         has(rule.groups, request.resource.group) &&
         (versions == Versions::any || has(rule.versions, request.resource.version)) &&
         resource_fits(rule, request) &&
         (rule.names.empty() || std::ranges::find(rule.names, request.name) != rule.names.end());
}

// First by the request's own version, then by another one of the same group.
const ResourceRule* first_fit(const std::vector<ResourceRule>& rules, const Request& request,
                              bool equivalent) {
  for (const Versions versions : {Versions::exact, Versions::any}) {
    if (versions == Versions::any && !equivalent) break;
    for (const ResourceRule& rule : rules) {
      if (fits(rule, request, versions)) return &rule;
    }
  }
  return nullptr;
}

const Value* labels_of(const Value* object) {
  return object == nullptr || !object->is_map() ? nullptr : object->at("metadata", "labels");
}

// The selector of namespaces: nothing for "cannot be told".
std::optional<bool> in_namespaces(const LabelSelector& selector, const Request& request) {
  if (selector.empty()) return true;
  if (request.of_namespace()) {
    const bool writes = request.operation != Operation::remove && request.object != nullptr;
    return selector.matches(labels_of(writes ? request.object : request.old_object));
  }
  if (request.name_space.empty()) return true;
  if (request.name_space_object != nullptr)
    return selector.matches(labels_of(request.name_space_object));
  return selector.matches_knowing(kNameLabel, request.name_space);  // the API server sets this one
}

bool has_objects(const LabelSelector& selector, const Request& request) {
  if (selector.empty()) return true;
  const auto fits = [&](const Value* object) {
    return object != nullptr && object->is_map() && selector.matches(labels_of(object));
  };
  return fits(request.object) || fits(request.old_object);
}

}  // namespace

Result<MatchResources> MatchResources::read(const Value& value, const std::string& path) {
  Fields fields = TRY(Fields::of(value, path));
  MatchResources out;
  out.namespaces = TRY(
      LabelSelector::read(fields.optional("namespaceSelector"), path + ".namespaceSelector"));
  out.objects = TRY(
      LabelSelector::read(fields.optional("objectSelector"), path + ".objectSelector"));
  out.excluded = TRY(read_rules(fields, "excludeResourceRules", path));
  out.rules = TRY(read_rules(fields, "resourceRules", path));
  const std::string policy = TRY(fields.optional_text("matchPolicy"));
  if (!policy.empty() && policy != "Equivalent" && policy != "Exact")
    return std::unexpected(fields.error("matchPolicy", "must be Equivalent or Exact"));
  out.equivalent = policy != "Exact";
  TRY_VOID(fields.finish());
  return out;
}

Match match(const MatchResources& resources, const Request& request) {
  const std::optional<bool> named = in_namespaces(resources.namespaces, request);
  if (named && !*named) return {};
  if (!has_objects(resources.objects, request)) return {};
  if (first_fit(resources.excluded, request, resources.equivalent) != nullptr) return {};
  Match out{Match::Is::yes, {}};
  if (!resources.rules.empty()) {
    const ResourceRule* rule = first_fit(resources.rules, request, resources.equivalent);
    if (rule == nullptr) return {};
    if (!has(rule->versions, request.resource.version)) {
      out.is = Match::Is::unknown;
      out.why = fmt::format("the policy looks at it as {}, and it is not converted here",
                            join(rule->versions, ", "));
    }
  }
  if (!named) {
    out.is = Match::Is::unknown;
    out.why = fmt::format("the labels of namespace {} are not known", request.name_space);
  }
  return out;
}

}  // namespace bulwark::admission
