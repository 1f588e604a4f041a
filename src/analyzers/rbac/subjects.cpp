// SPDX-License-Identifier: Apache-2.0
// Groups as the filters for impersonation and the authenticator of service accounts give them.
#include "analyzers/rbac/subjects.h"

#include <algorithm>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kAccountPrefix = "system:serviceaccount:";
constexpr std::string_view kAccounts = "system:serviceaccounts";
constexpr std::string_view kNodePrefix = "system:node:";
constexpr std::string_view kNodes = "system:nodes";
constexpr std::string_view kAnonymous = "system:anonymous";

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// RFC 1123: a label, or with dots a subdomain.
bool is_dns_name(std::string_view text, std::size_t longest, bool dots) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || text.size() > longest) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool edge = i == 0 || i + 1 == text.size() || text[i - 1] == '.' || text[i + 1] == '.';
    if (alphanumeric(text[i])) continue;
    if (edge || !(text[i] == '-' || (dots && text[i] == '.'))) return false;
  }
  return true;
}

}  // namespace

bool Identity::is_master() const { return contains(groups, kMasters); }

bool Identity::is_node() const { return user.starts_with(kNodePrefix) && contains(groups, kNodes); }

std::string account_user(std::string_view name_space, std::string_view name) {
  std::string out(kAccountPrefix);
  return out.append(name_space).append(":").append(name);
}

std::optional<Account> account_of(std::string_view user) {
  constexpr std::size_t kLongestLabel = 63;
  constexpr std::size_t kLongestSubdomain = 253;
  if (!user.starts_with(kAccountPrefix)) return std::nullopt;
  const std::string_view rest = user.substr(kAccountPrefix.size());
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view name_space = rest.substr(0, colon);
  const std::string_view name = rest.substr(colon + 1);
  if (!is_dns_name(name_space, kLongestLabel, false) || !is_dns_name(name, kLongestSubdomain, true))
    return std::nullopt;
  return Account{std::string(name_space), std::string(name)};
}

Identity impersonated(std::string user, std::vector<std::string> groups) {
  if (groups.empty()) {
    if (const auto account = account_of(user)) {
      groups.emplace_back(kAccounts);
      groups.push_back(std::string(kAccounts) + ":" + account->name_space);
    }
  }
  const bool unauthenticated = contains(groups, kUnauthenticated);
  if (user == kAnonymous) {
    if (!unauthenticated) groups.emplace_back(kUnauthenticated);
  } else if (!unauthenticated && !contains(groups, kAuthenticated)) {
    groups.emplace_back(kAuthenticated);
  }
  return {std::move(user), std::move(groups)};
}

std::string_view name(Subject::Kind kind) {
  switch (kind) {
    case Subject::Kind::user: return "User";
    case Subject::Kind::group: return "Group";
    case Subject::Kind::service_account: return "ServiceAccount";
    case Subject::Kind::unknown: break;
  }
  return "Unknown";
}

Subject::Kind subject_kind_from(std::string_view name) {
  if (name == "User") return Subject::Kind::user;
  if (name == "Group") return Subject::Kind::group;
  if (name == "ServiceAccount") return Subject::Kind::service_account;
  return Subject::Kind::unknown;
}

}  // namespace bulwark::analyzers::rbac
