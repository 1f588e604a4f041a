// SPDX-License-Identifier: Apache-2.0
// Requests to rights, rights to rules.
#include "analyzers/rbac/least.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::size_t kLongestName = 200;

// FNV-1a.
std::uint64_t sum(std::string_view text) {
  std::uint64_t out = 0xcbf29ce484222325ULL;
  for (const char c : text) out = (out ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return out;
}

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' ||
         c == '@' || c == ':';
}

// Whether the cluster's rights let it pass already.
bool covered(const std::set<Right>& cluster, Right right) {
  if (cluster.contains(right)) return true;
  right.name.clear();
  right.any_name = true;
  return cluster.contains(right);
}

}  // namespace

Right right_of(const Attributes& asked, ObjectNames names) {
  Right out;
  out.verb = asked.verb;
  if (!asked.is_resource) {
    out.path = asked.path;
    return out;
  }
  out.group = asked.group;
  out.resource = asked.subresource.empty() ? asked.resource
                                           : asked.resource + "/" + asked.subresource;
  const bool acts_as = asked.verb == "impersonate" || asked.verb.starts_with("impersonate:");
  out.any_name = asked.name.empty() || (names == ObjectNames::left_out && !acts_as);
  if (!out.any_name) out.name = asked.name;
  return out;
}

std::vector<LeastRole> least_roles(const std::vector<Attributes>& requests, ObjectNames names) {
  std::map<std::string, std::set<Right>> by_space;
  for (const Attributes& asked : requests)
    by_space[asked.is_resource ? asked.name_space : ""].insert(right_of(asked, names));
  const std::set<Right> cluster = by_space.contains("") ? by_space[""] : std::set<Right>();
  std::vector<LeastRole> out;
  for (const auto& [space, rights] : by_space) {
    std::vector<Right> left;
    for (const Right& right : rights) {
      if (space.empty() || !covered(cluster, right)) left.push_back(right);
    }
    if (!left.empty()) out.push_back({space, merged(std::move(left))});
  }
  return out;
}

std::string least_role_name(std::string_view user) {
  const auto account = account_of(user);
  const std::string whole = account ? account->name_space + ":" + account->name : std::string(user);
  std::string shown = whole.substr(0, kLongestName);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return !is_plain(c); }, '_');
  if (shown != whole) shown += fmt::format("-{:016x}", sum(whole));
  return (account ? "bulwark:serviceaccount:" : "bulwark:user:") + shown;
}

}  // namespace bulwark::analyzers::rbac
