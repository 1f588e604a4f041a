// SPDX-License-Identifier: Apache-2.0
// Who is meant, and the least roles as YAML.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "cli/clock.h"
#include "cli/rbac_minimize_answer.h"
#include "cli/rbac_table.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/yaml_write.h"

namespace bulwark::cli {
namespace {

namespace rbac = analyzers::rbac;
using formats::json_list;
using formats::JsonObject;

constexpr const char* kApi = "rbac.authorization.k8s.io";
constexpr std::string_view kSystem = "system:";

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_of_kubernetes(std::string_view user) {
  if (const auto account = rbac::account_of(user)) return account->name_space == "kube-system";
  return user.starts_with(kSystem);
}

rbac::Named named(const std::string& user) {
  if (const auto account = rbac::account_of(user))
    return {"ServiceAccount", account->name_space, account->name};
  return {"User", "", user};
}

std::string rules_json(const std::vector<rbac::ExplainedRule>& rules) {
  std::string out = "[";
  for (const rbac::ExplainedRule& rule : rules) {
    JsonObject one;
    one.raw("verbs", json_list(rule.verbs));
    if (!rule.paths.empty()) one.raw("nonResourceURLs", json_list(rule.paths));
    if (!rule.resources.empty())
      one.raw("apiGroups", json_list(rule.groups)).raw("resources", json_list(rule.resources));
    if (!rule.names.empty()) one.raw("resourceNames", json_list(rule.names));
    if (out.size() > 1) out += ",";
    out += std::move(one).take();
  }
  return out + "]";
}

JsonObject object(const std::string& kind, const std::string& name, const std::string& space) {
  JsonObject metadata;
  metadata.text("name", name).text_if_any("namespace", space);
  JsonObject out;
  out.text("apiVersion", std::string(kApi) + "/v1")
      .text("kind", kind)
      .raw("metadata", std::move(metadata).take());
  return out;
}

std::string yaml_of(const std::string& json) {
  formats::Pool pool(std::uint16_t{1}, random_seed());
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  options.limits.bytes = json.size();
  std::string text = json;
  text.append(formats::kJsonPadding, ' ');
  formats::JsonReader reader;
  const auto document = reader.read(std::string_view(text).substr(0, json.size()), builder,
                                    options);
  return document ? formats::yaml_text(document->root) : json + "\n";
}

std::string subject_json(const std::string& user) {
  const rbac::Named who = named(user);
  JsonObject out;
  out.text("kind", who.kind);
  if (who.kind == "User") out.text("apiGroup", kApi);
  out.text("name", who.name).text_if_any("namespace", who.name_space);
  return std::move(out).take();
}

// etcd takes 1.5 MiB, and what is stored grows a little.
constexpr std::size_t kLargestRole = std::size_t{1} << 20;

bool is_too_large(const rbac::LeastRole& role) {
  return rules_json(role.rules).size() > kLargestRole;
}

std::string role_yaml(const std::string& user, const rbac::LeastRole& role) {
  const std::string wide = role.name_space.empty() ? "Cluster" : "";
  const std::string name = rbac::least_role_name(user);
  JsonObject roles = object(wide + "Role", name, role.name_space);
  roles.raw("rules", rules_json(role.rules));
  JsonObject reference;
  reference.text("apiGroup", kApi).text("kind", wide + "Role").text("name", name);
  JsonObject binding = object(wide + "RoleBinding", name, role.name_space);
  binding.raw("roleRef", std::move(reference).take())
      .raw("subjects", "[" + subject_json(user) + "]");
  return yaml_of(std::move(roles).take()) + "---\n" + yaml_of(std::move(binding).take());
}

std::string requests(std::uint64_t count) {
  if (count == 0) return "no request that has ended";
  return fmt::format("{} request{}", count, count == 1 ? "" : "s");
}

std::string person_comment(const std::string& user, const rbac::Person& person) {
  std::string out = fmt::format("# {}: {}", shown(named(user).title()), requests(person.count));
  if (!person.first.empty())
    out += fmt::format(", {} to {}", shown(person.first), shown(person.last));
  return out + "\n";
}

}  // namespace

bool Chosen::takes(std::string_view user, const rbac::Person& person) const {
  if (all) return true;
  if (named()) {
    return has(users, user) || std::any_of(groups.begin(), groups.end(),
                                           [&](const std::string& one) { return person.in(one); });
  }
  return !is_of_kubernetes(user) && !person.in(rbac::kMasters);
}

bool Chosen::takes(const rbac::Model& model, const rbac::Usage& usage,
                   const rbac::Subject& subject) const {
  const std::string_view name = model.text(subject.meets);
  if (all) return true;
  const auto& people = usage.people();
  if (subject.kind != rbac::Subject::Kind::group) {
    if (!named()) return !is_of_kubernetes(name);
    const auto person = people.find(name);
    return has(users, name) || (person != people.end() && takes(name, person->second));
  }
  if (!named()) return !name.starts_with(kSystem);
  return has(groups, name) || std::any_of(people.begin(), people.end(), [&](const auto& one) {
           return one.second.in(name) && takes(one.first, one.second);
         });
}

namespace {

// What stands open about somebody's roles.
std::vector<std::string> doubts_about(const rbac::Usage& usage, const std::string& user,
                                      const std::vector<rbac::LeastRole>& roles) {
  std::vector<std::string> out;
  const auto also = usage.also().find(user);
  if (also != usage.also().end()) out.assign(also->second.begin(), also->second.end());
  for (const rbac::LeastRole& role : roles) {
    if (is_too_large(role))
      out.emplace_back("a role names more objects than an API server may take: see --any-name");
  }
  return out;
}

void add_person(const scan::AuditLog& log, const std::string& user, const rbac::Person& person,
                rbac::ObjectNames names, Least& out) {
  const auto roles = rbac::least_roles(log.usage.requests(person), names);
  std::string comment = person_comment(user, person);
  for (const std::string& text : doubts_about(log.usage, user, roles)) {
    comment += fmt::format("# not known: {}\n", text);
    out.open.push_back(fmt::format("{}: {}", named(user).title(), text));
  }
  for (const rbac::LeastRole& role : roles)
    out.yaml += "---\n" + std::exchange(comment, "") + role_yaml(user, role);
  ++out.people;
}

}  // namespace

Least least_yaml(const scan::AuditLog& log, const Chosen& chosen, rbac::ObjectNames names) {
  Least out;
  for (const auto& [user, person] : log.usage.people()) {
    if (chosen.takes(user, person)) add_person(log, user, person, names, out);
  }
  const std::size_t all = log.usage.people().size();
  out.yaml.insert(
      0, fmt::format(
             "# The least that lets pass what {} events of an audit log record; nothing else is "
             "known.\n# It is for {} of {} users and service accounts{}.\n",
             log.events, out.people, all,
             out.people == all || chosen.named()
                 ? ""
                 : "; --all is for system ones and system:masters too"));
  return out;
}

}  // namespace bulwark::cli
