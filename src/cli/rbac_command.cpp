// SPDX-License-Identifier: Apache-2.0
// `bulwark rbac whoami` and `bulwark rbac required`; the others join them.
#include <fmt/core.h>
#include <algorithm>
#include <cctype>
#include <memory>

#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/rbac_ask.h"
#include "cli/rbac_flags.h"
#include "cli/rbac_text.h"
#include "cli/say.h"
#include "scan/scan.h"
#include "sources/cluster/identity.h"
#include "sources/cluster/required_role.h"

namespace bulwark::cli {
namespace {

using sources::cluster::Access;
using sources::cluster::ApiClient;

struct Flags {
  ClusterFlags cluster;
  std::string output = "table";
  std::string role_name = "bulwark";
  bool node_config = false;
};

// A name that YAML takes as it stands, and Kubernetes for a ClusterRole (a path segment).
bool may_be_name(std::string_view name) {
  constexpr std::size_t kLongest = 253;
  return !name.empty() && name.size() <= kLongest && name.front() != '-' && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' ||
                  c == '_';
         });
}

Result<Access> one_cluster(const ClusterFlags& flags) {
  std::vector<Access> clusters = TRY(find_clusters(flags));
  if (clusters.size() == 1) return std::move(clusters[0]);
  return fail(ErrorCode::malformed, "this asks one cluster: name one context");
}

// That rules are not all is said and no fault: where the Node authorizer runs they never are.
int whoami(const Flags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "json")
    return complain(fmt::format("-o {}: whoami prints table or json", flags.output), kUsage);
  const Result<Access> access = one_cluster(flags.cluster);
  if (!access) return complain(access.error().text(), kUsage);
  ApiClient client(*access, api_options(flags.cluster, services.stop));
  const auto identity = sources::cluster::who_am_i(client);
  if (!identity) return complain(identity.error().text(), kNotEvaluated);
  std::string name_space = flags.cluster.namespaces.empty() ? access->name_space
                                                            : flags.cluster.namespaces[0];
  if (name_space.empty()) name_space = "default";
  const auto rules = sources::cluster::rules_in(client, name_space);
  if (!rules) return complain(rules.error().text(), kNotEvaluated);
  const int printed = print_answer(flags.output == "json"
                                       ? whoami_json(*access, *identity, *rules)
                                       : whoami_table(*access, *identity, *rules));
  if (printed != kGood) return printed;
  return identity->known ? kGood : kNotEvaluated;
}

Result<std::vector<sources::cluster::GroupResource>> types_for(const Flags& flags,
                                                               const Services& services) {
  policy::Catalogue catalogue;
  TRY_VOID(scan::load_catalogue(catalogue));
  const auto also = scan::types_of_controls(catalogue);
  if (!flags.cluster.names_cluster()) return sources::cluster::required_types(also);
  const Access access = TRY(one_cluster(flags.cluster));
  ApiClient client(access, api_options(flags.cluster, services.stop));
  return sources::cluster::required_types(client, also, services.stop);
}

int required(const Flags& flags, const Services& services) {
  auto types = types_for(flags, services);
  if (!types) {
    const bool asked = types.error().code != ErrorCode::malformed &&
                       types.error().code != ErrorCode::not_found;
    return complain(types.error().text(), asked ? kNotEvaluated : kUsage);
  }
  if (!may_be_name(flags.role_name))
    return complain(fmt::format("--name '{}' cannot be the name of a role", flags.role_name),
                    kUsage);
  if (flags.cluster.no_secrets) std::erase(*types, sources::cluster::GroupResource{"", "secrets"});
  return print_answer(sources::cluster::required_role(
      *types, flags.role_name,
      flags.node_config ? sources::cluster::NodeProxy::yes : sources::cluster::NodeProxy::no));
}

}  // namespace

void add_rbac_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("rbac", "Who may do what in a cluster");
  command.require_subcommand(1);
  const auto flags = std::make_shared<Flags>();

  Command who = command.add_subcommand(
      "whoami", "Whom the cluster takes us for, and what this identity may do in a namespace");
  add_cluster_flags(who, flags->cluster, /*several=*/false);
  who.add_option("-n,--namespace", flags->cluster.namespaces,
                 "Namespace (default: the context's, else default)")
      .expected(1);
  who.add_option("-o,--output", flags->output, "table or json");
  who.callback([&services, &action, flags] {
    action = [&services, flags] { return whoami(*flags, services); };
  });

  Command need = command.add_subcommand(
      "required",
      "The ClusterRole that a scan needs; with --context, with that cluster's custom types");
  add_cluster_flags(need, flags->cluster, /*several=*/false);
  need.add_flag("--no-secrets", flags->cluster.no_secrets, "Without permission to list Secrets");
  need.add_flag("--node-config", flags->node_config,
                "With permission to read kubelets' configuration, which allows more than to read");
  need.add_option("--name", flags->role_name, "Name of the role (default: bulwark)");
  need.callback([&services, &action, flags] {
    action = [&services, flags] { return required(*flags, services); };
  });
  add_who_can_command(command, services, action);
  add_can_i_command(command, services, action);
  add_paths_command(command, services, action);
  add_rbac_diff_command(command, services, action);
  add_minimize_command(command, services, action);
  add_secrets_command(command, services, action);
  add_scheduling_command(command, services, action);
}

}  // namespace bulwark::cli
