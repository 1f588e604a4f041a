// SPDX-License-Identifier: Apache-2.0
// `bulwark net generate`: the least NetworkPolicies for what manifests state or flows show.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "analyzers/network/generate.h"
#include "analyzers/network/stated.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/line_faults.h"
#include "cli/net_ask.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "formats/yaml_write.h"
#include "io/sink.h"
#include "scan/flow_log.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;

constexpr std::size_t kMostDifferences = 20;

struct Flags {
  NetFlags picture;
  std::vector<std::string> flows;
};

Result<void> check(const Flags& flags) {
  const auto from_input = [](const std::vector<std::string>& paths) {
    return std::count(paths.begin(), paths.end(), "-");
  };
  if (from_input(flags.flows) + from_input(flags.picture.targets) > 1)
    return fail(ErrorCode::malformed, "standard input can be read once");
  return {};
}

std::string title_of(const network::Policy& policy) {
  return fmt::format(
      "{}/{}", policy.resource->name_space().empty() ? "default" : policy.resource->name_space(),
      policy.resource->name());
}

bool is_generated(const network::Policy& policy) {
  const formats::Value* annotations = policy.resource->root.at("metadata", "annotations");
  return annotations != nullptr && annotations->find(network::kWhyAnnotation) != nullptr;
}

// What is wanted, and what is not known about it.
struct Wish {
  explicit Wish(const network::Endpoints& endpoints) : wanted(endpoints) {}

  network::WantedConnections wanted;
  std::vector<std::string> open;
};

void tell_counts(const network::FlowCounts& counts) {
  say("flows: {} taken, {} replies, {} refused, {} from a pod's own node, {} that do not say "
      "whether they are replies, {} of another kind\n",
      counts.taken, counts.replies, counts.refused, counts.from_node, counts.undecided,
      counts.other);
}

Result<void> add_observed(const Flags& flags, const Services& services,
                          const scan::NetworkPicture& picture, Wish& wish) {
  Progress progress;
  std::unique_ptr<scan::FlowLog> log;
  {
    const ProgressLine line(progress);
    log = TRY(scan::read_flow_log({flags.flows, random_seed(), services.stop, &progress}));
  }
  tell_faults(log->faults);
  tell_counts(log->flows.counts());
  const network::WorkloadFinder finder(picture.inventory, picture.cluster, wish.wanted);
  const network::Services named(picture.inventory, picture.cluster, *picture.endpoints);
  wish.open = log->flows.add_to(finder, named, wish.wanted);
  if (log->faults.count > 0)
    wish.open.push_back(fmt::format("lines that were not understood: {}", log->faults.count));
  if (log->flows.counts().lost > 0)
    wish.open.push_back(fmt::format("flows that were lost before they were exported: {}",
                                    log->flows.counts().lost));
  return {};
}

// The picture's own policies stay beside the generated ones, but for those that these replace.
network::Policies all_policies(const scan::NetworkPicture& picture,
                               const network::Generated& generated, const network::ReadBack& read) {
  std::set<std::string> names;
  for (const network::GeneratedPolicy& one : generated.policies) names.insert(one.title);
  network::Policies out;
  out.tiers = picture.policies.tiers;
  for (const network::Policy& policy : picture.policies.all) {
    const bool replaced = policy.tier == network::Tier::network_policy && is_generated(policy) &&
                          names.contains(title_of(policy));
    if (!replaced) out.all.push_back(policy);
  }
  network::add_network_policies(out, read.policies.all);
  return out;
}

std::set<std::string> taken_names(const scan::NetworkPicture& picture) {
  std::set<std::string> out;
  for (const network::Policy& policy : picture.policies.all) {
    if (policy.tier == network::Tier::network_policy && !is_generated(policy))
      out.insert(title_of(policy));
  }
  return out;
}

// What the policies allow otherwise than it is wanted.
std::vector<std::string> differences(const network::WantedConnections& wanted,
                                     const network::Policies& policies) {
  std::vector<std::string> out;
  const std::vector<network::Inexact> all = network::inexact(wanted, policies);
  for (const network::Inexact& one : all) {
    if (out.size() == kMostDifferences) {
      out.push_back(fmt::format("{} connections in all", all.size()));
      break;
    }
    if (!one.surplus.is_empty())
      out.push_back(fmt::format("{} => {} is allowed more than is wanted: {}", one.from, one.to,
                                one.surplus.text()));
    if (!one.missing.is_empty())
      out.push_back(fmt::format("{} => {} is not allowed what is wanted: {}", one.from, one.to,
                                one.missing.text()));
  }
  return out;
}

std::string head_of(const Flags& flags) {
  std::string out = "# NetworkPolicies that allow what ";
  out += flags.flows.empty() ? "manifests state" : "was observed";
  out += " and nothing else; each says why.\n";
  if (flags.flows.empty())
    out +=
        "# Not in any manifest, so not allowed: connections with the API server, from what "
        "scrapes\n"
        "# metrics, and to addresses outside. Probes come from the node, and always pass.\n";
  return out;
}

std::string text_of(const Flags& flags, const network::Generated& generated,
                    const network::ReadBack& read) {
  if (flags.picture.output == "json") {
    std::vector<std::string> items;
    for (const network::GeneratedPolicy& one : generated.policies) items.push_back(one.json);
    return R"({"apiVersion":"v1","kind":"List","items":[)" + join(items, ",\n") + "]}\n";
  }
  std::string out = head_of(flags);
  for (const model::Segment& segment : read.inventory.segments) {
    for (const model::Resource& one : segment.resources)
      out += "---\n" + formats::yaml_text(one.root);
  }
  return out;
}

void tell_left_out(const network::WantedConnections& wanted) {
  const auto left = std::count_if(wanted.workloads().begin(), wanted.workloads().end(),
                                  [](const network::Workload& one) { return !one.isolated; });
  if (left > 0)
    say("left out: {} workload{} of Kubernetes' own namespaces\n", left, left == 1 ? "" : "s");
  for (const network::Workload& one : wanted.workloads()) {
    if (one.isolated && wanted.endpoints().all()[one.endpoints.front()].host_network)
      say("note: {} is in its node's network, where most network plugins hold no policies\n",
          net_visible(one.title));
  }
}

int print(const std::string& text) {
  io::DescriptorSink sink(STDOUT_FILENO);
  sink.write(text);
  const Result<void> written = sink.finish();
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  return kGood;
}

int run(const Flags& flags, const Services& services) {
  if (const auto fits = check(flags); !fits) return complain(fits.error().text(), kUsage);
  const auto picture = read_net_picture(flags.picture, services,
                                        scan::NetworkReading::configuration);
  if (!picture) return complain_of_net_picture(picture.error());
  const scan::NetworkPicture& seen = **picture;
  Wish wish(*seen.endpoints);
  if (flags.flows.empty()) {
    wish.open = network::add_stated(seen.inventory, seen.cluster, seen.entries, wish.wanted);
  } else if (const auto added = add_observed(flags, services, seen, wish); !added) {
    return complain_of_net_picture(added.error());
  }
  const network::Generated generated = network::generate(wish.wanted, taken_names(seen));
  if (generated.policies.empty())
    return complain("there are no workloads to make policies for", kNotEvaluated);
  const auto read = network::read_back(generated, *seen.endpoints);
  const std::vector<std::string> inexact = differences(wish.wanted,
                                                       all_policies(seen, generated, *read));
  if (const int printed = print(text_of(flags, generated, *read)); printed != kGood) return printed;
  tell_left_out(wish.wanted);
  std::vector<std::string> doubts = doubts_of(seen);
  doubts.insert(doubts.end(), wish.open.begin(), wish.open.end());
  tell_doubts(doubts);
  for (const std::string& text : generated.ambiguous) say("not exact: {}\n", net_visible(text));
  for (const std::string& text : inexact) say("not exact: {}\n", net_visible(text));
  const bool exact = doubts.empty() && generated.ambiguous.empty() && inexact.empty();
  return exact ? kGood : kNotEvaluated;
}

}  // namespace

void add_net_generate_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand(
      "generate", "The least NetworkPolicies for what manifests state or flows show");
  const auto flags = std::make_shared<Flags>();
  flags->picture.outputs = {"yaml", "json"};
  flags->picture.output = "yaml";
  command
      .add_option("--flows", flags->flows,
                  "Observed flows, one a line (Hubble's JSON or ours), or -, instead of what "
                  "manifests state; more than once")
      .allow_extra_args(false);
  add_net_picture_flags(command, flags->picture);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
