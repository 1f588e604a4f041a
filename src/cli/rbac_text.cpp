// SPDX-License-Identifier: Apache-2.0
// Rules as kubectl auth can-i --list shows them: what, which names, which verbs.
#include "cli/rbac_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "formats/json_object.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::cli {
namespace {

using formats::json_list;
using formats::JsonObject;
using sources::cluster::Access;
using sources::cluster::ResourceRule;
using sources::cluster::Rules;
using sources::cluster::UserInfo;

struct Row {
  std::string what, names, verbs;
  auto operator<=>(const Row&) const = default;
};

std::string full_name(const std::string& group, const std::string& resource) {
  return group.empty() ? resource : resource + "." + group;
}

std::vector<Row> rows_of(const Rules& rules) {
  std::vector<Row> rows;
  for (const ResourceRule& rule : rules.resources) {
    const std::string names = rule.names.empty() ? "all" : join(rule.names, ", ");
    for (const std::string& group : rule.groups) {
      for (const std::string& resource : rule.resources)
        rows.push_back({full_name(group, resource), names, join(rule.verbs, ", ")});
    }
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  std::vector<Row> urls;
  for (const auto& rule : rules.paths) {
    for (const std::string& path : rule.paths) urls.push_back({path, "", join(rule.verbs, ", ")});
  }
  std::sort(urls.begin(), urls.end());
  urls.erase(std::unique(urls.begin(), urls.end()), urls.end());
  rows.insert(rows.end(), urls.begin(), urls.end());
  return rows;
}

// The server's words may hold anything; a terminal gets none of its control characters.
std::string shown(std::string_view text) { return outputs::visible(outputs::clean_name(text)); }

std::string line(std::string_view label, std::string_view text) {
  return fmt::format("{:<12}{}\n", label, shown(text));
}

std::string extra_json(const UserInfo& identity) {
  JsonObject out;
  for (const auto& [key, values] : identity.extra) out.raw(key, json_list(values));
  return std::move(out).take();
}

// One rule a line.
std::string resource_rules_json(const Rules& rules) {
  std::string out = "[";
  for (const ResourceRule& rule : rules.resources) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += JsonObject()
               .raw("verbs", json_list(rule.verbs))
               .raw("apiGroups", json_list(rule.groups))
               .raw("resources", json_list(rule.resources))
               .raw("resourceNames", json_list(rule.names))
               .take();
  }
  return out + "]";
}

std::string path_rules_json(const Rules& rules) {
  std::string out = "[";
  for (const auto& rule : rules.paths) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += JsonObject()
               .raw("verbs", json_list(rule.verbs))
               .raw("nonResourceURLs", json_list(rule.paths))
               .take();
  }
  return out + "]";
}

}  // namespace

std::string whoami_table(const Access& access, const UserInfo& identity, const Rules& rules) {
  std::string out = line("Context", access.context) + line("Server", access.server);
  out += line("User",
              identity.known ? identity.user : "unknown: the server answers no SelfSubjectReview");
  if (!identity.uid.empty()) out += line("UID", identity.uid);
  for (std::size_t i = 0; i < identity.groups.size(); ++i)
    out += line(i == 0 ? "Groups" : "", identity.groups[i]);
  for (std::size_t i = 0; i < identity.extra.size(); ++i) {
    out += line(i == 0 ? "Extra" : "",
                identity.extra[i].first + ": " + join(identity.extra[i].second, ", "));
  }
  const std::vector<Row> rows = rows_of(rules);
  std::size_t what = 4, names = 5;
  for (const Row& row : rows) {
    what = std::max(what, std::min<std::size_t>(row.what.size(), 50));
    names = std::max(names, std::min<std::size_t>(row.names.size(), 16));
  }
  out += fmt::format("\nIn namespace {}:\n{:<{}}  {:<{}}  {}\n", shown(rules.name_space), "WHAT",
                     what, "NAMES", names, "VERBS");
  for (const Row& row : rows) {
    out += fmt::format("{:<{}}  {:<{}}  {}\n", shown(row.what), what, shown(row.names), names,
                       shown(row.verbs));
  }
  if (rules.incomplete) {
    out += "\nNot all: an authorizer cannot list its rules (Node, a webhook); it may allow more.\n";
    if (!rules.evaluation_error.empty()) out += shown(rules.evaluation_error) + "\n";
  }
  return out;
}

std::string whoami_json(const Access& access, const UserInfo& identity, const Rules& rules) {
  std::string granted = JsonObject()
                            .text("namespace", rules.name_space)
                            .raw("incomplete", rules.incomplete ? "true" : "false")
                            .text("evaluationError", rules.evaluation_error)
                            .raw("resourceRules", resource_rules_json(rules))
                            .raw("nonResourceRules", path_rules_json(rules))
                            .take();
  return JsonObject()
             .text("context", access.context)
             .text("server", access.server)
             .raw("known", identity.known ? "true" : "false")
             .text("user", identity.user)
             .text("uid", identity.uid)
             .raw("groups", json_list(identity.groups))
             .raw("extra", extra_json(identity))
             .raw("rules", granted)
             .take() +
         "\n";
}

}  // namespace bulwark::cli
