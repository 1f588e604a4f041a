// SPDX-License-Identifier: Apache-2.0
// A paragraph a feature: which nodes have it, and which workloads could.
#include "cli/lifecycle_unused.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <map>

#include "base/text.h"

namespace bulwark::cli {
namespace {

namespace lifecycle = analyzers::lifecycle;
using scan::Lifecycle;

// "n1, n2, n3 and 4 more"
std::string few(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 3;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamed)));
  return join(first, ", ") +
         (names.size() > kNamed ? fmt::format(" and {} more", names.size() - kNamed) : "");
}

std::string of_workloads(std::size_t count, std::uint64_t all) {
  return fmt::format("{} of {} workload{}", count, all, all == 1 ? "" : "s");
}

std::string seccomp_text(const Lifecycle& answer) {
  std::vector<std::string> off, unknown;
  for (const lifecycle::NodeFeatures& one : answer.nodes) {
    if (one.seccomp_default == lifecycle::Known::no) off.emplace_back(one.node->name());
    if (one.seccomp_default == lifecycle::Known::unknown) unknown.emplace_back(one.node->name());
  }
  std::string out = "seccompDefault:";
  if (!off.empty()) out += fmt::format(" off on {}.", few(off));
  if (!unknown.empty()) out += fmt::format(" Not known on {}.", few(unknown));
  std::size_t containers = 0;
  for (const auto& one : answer.workloads.without_profile) containers += one.containers.size();
  return out + fmt::format(" {} container{} in {} name{} no profile, and {} none where it is off.",
                           containers, containers == 1 ? "" : "s",
                           of_workloads(answer.workloads.without_profile.size(),
                                        answer.workloads.workloads),
                           containers == 1 ? "s" : "", containers == 1 ? "has" : "have");
}

std::string nodes_text(const Lifecycle& answer) {
  std::size_t can = 0;
  std::map<std::string, std::vector<std::string>> others;  // by what is missing or not known
  for (const lifecycle::NodeFeatures& one : answer.nodes) {
    if (one.user_namespaces == lifecycle::Known::yes) {
      ++can;
      continue;
    }
    const bool no = one.user_namespaces == lifecycle::Known::no;
    others[(no ? " cannot: " : " may not, not known: ") + join(one.why, ", ")].emplace_back(
        one.node->name());
  }
  if (answer.nodes.empty()) return {};
  std::string out = fmt::format(" {} of {} node{} can.", can, answer.nodes.size(),
                                answer.nodes.size() == 1 ? "" : "s");
  for (const auto& [why, names] : others) out += fmt::format(" {}{}.", few(names), why);
  return out;
}

std::string users_text(const Lifecycle& answer) {
  const auto& some = answer.workloads.without_users;
  std::string out = "User namespaces:" + nodes_text(answer);
  out += fmt::format(" {} could set hostUsers: false",
                     of_workloads(some.size(), answer.workloads.workloads));
  std::vector<std::string> ended;
  for (const lifecycle::WithoutUsers& one : some) {
    if (!one.ended.empty())
      ended.push_back(fmt::format("{} ({})", one.workload->title(), join(one.ended, ", ")));
  }
  if (!ended.empty()) out += fmt::format(", which ends ways to the node of {}", few(ended));
  return out + ".";
}

}  // namespace

std::vector<std::string> unused_texts(const Lifecycle& answer) {
  std::vector<std::string> out;
  const bool everywhere = std::ranges::all_of(
      answer.nodes, [](const auto& one) { return one.seccomp_default == lifecycle::Known::yes; });
  const bool on = everywhere && !answer.nodes.empty();
  if (!answer.workloads.without_profile.empty() && !on) out.push_back(seccomp_text(answer));
  if (!answer.workloads.without_users.empty()) out.push_back(users_text(answer));
  return out;
}

}  // namespace bulwark::cli
