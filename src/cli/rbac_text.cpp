// SPDX-License-Identifier: Apache-2.0
// Rules as kubectl auth can-i --list shows them: what, which names, which verbs.
#include "cli/rbac_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "formats/json_write.h"
#include "outputs/view.h"

namespace bulwark::cli {
namespace {

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
std::string shown(std::string_view text) { return outputs::clean_name(text); }

std::string line(std::string_view label, std::string_view text) {
  return fmt::format("{:<12}{}\n", label, shown(text));
}

void add_list(std::string& out, std::span<const std::string> items) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    formats::write_json_string(out, items[i]);
  }
  out += ']';
}

void add_text(std::string& out, std::string_view key, std::string_view text) {
  fmt::format_to(std::back_inserter(out), R"("{}":)", key);
  formats::write_json_string(out, text);
}

void add_list(std::string& out, std::string_view key, std::span<const std::string> items) {
  fmt::format_to(std::back_inserter(out), R"("{}":)", key);
  add_list(out, items);
}

void add_extra(std::string& out, const UserInfo& identity) {
  out += R"(,"extra":{)";
  for (std::size_t i = 0; i < identity.extra.size(); ++i) {
    if (i > 0) out += ',';
    formats::write_json_string(out, identity.extra[i].first);
    out += ':';
    add_list(out, identity.extra[i].second);
  }
  out += '}';
}

void add_rules(std::string& out, const Rules& rules) {
  out += R"("resourceRules":[)";
  for (std::size_t i = 0; i < rules.resources.size(); ++i) {
    const ResourceRule& rule = rules.resources[i];
    out += i > 0 ? ",\n{" : "\n{";
    add_list(out, "verbs", rule.verbs);
    out += ',';
    add_list(out, "apiGroups", rule.groups);
    out += ',';
    add_list(out, "resources", rule.resources);
    out += ',';
    add_list(out, "resourceNames", rule.names);
    out += '}';
  }
  out += R"(],"nonResourceRules":[)";
  for (std::size_t i = 0; i < rules.paths.size(); ++i) {
    out += i > 0 ? ",\n{" : "\n{";
    add_list(out, "verbs", rules.paths[i].verbs);
    out += ',';
    add_list(out, "nonResourceURLs", rules.paths[i].paths);
    out += '}';
  }
  out += ']';
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
  std::string out = "{";
  add_text(out, "context", access.context);
  out += ',';
  add_text(out, "server", access.server);
  out += fmt::format(R"(,"known":{},)", identity.known);
  add_text(out, "user", identity.user);
  out += ',';
  add_text(out, "uid", identity.uid);
  out += ',';
  add_list(out, "groups", identity.groups);
  add_extra(out, identity);
  out += R"(,"rules":{)";
  add_text(out, "namespace", rules.name_space);
  out += fmt::format(R"(,"incomplete":{},)", rules.incomplete);
  add_text(out, "evaluationError", rules.evaluation_error);
  out += ',';
  add_rules(out, rules);
  return out + "}}\n";
}

}  // namespace bulwark::cli
