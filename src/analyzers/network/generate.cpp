// SPDX-License-Identifier: Apache-2.0
// Peers with the same ports share a rule.
#include "analyzers/network/generate.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "analyzers/network/policy_json.h"
#include "analyzers/network/telling_labels.h"
#include "base/text.h"
#include "formats/json_object.h"

namespace bulwark::analyzers::network {
namespace {

using formats::JsonObject;

constexpr std::size_t kMostReasons = 200;  // annotations have 256 KiB
constexpr std::size_t kLongestName = 253;

std::string dns_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                      lower == '-' || lower == '.';
    out += fits ? lower : '-';
  }
  return out;
}

// Who has the same ports.
struct Peers {
  std::set<std::string> pods;
  std::vector<AddressRange> addresses;
};
using Rules = std::map<Connections, Peers>;

struct Wish {
  std::map<WantedEnd, const Wanted*> ingress, egress;
};

class Generator {
 public:
  Generator(const WantedConnections& wanted, const std::set<std::string>& taken)
      : wanted_(wanted), taken_(taken), wishes_(wanted.workloads().size()) {
    for (EndpointId i = 0; i < wanted.endpoints().all().size(); ++i)
      labels_.push_back(telling_labels(wanted, i));
    for (const auto& [ends, one] : wanted.all()) {
      if (ends.first.kind == WantedEnd::Kind::workload)
        wishes_[ends.first.workload].egress[ends.second] = &one;
      if (ends.second.kind == WantedEnd::Kind::workload)
        wishes_[ends.second.workload].ingress[ends.first] = &one;
    }
  }

  Generated run() {
    for (WorkloadId i = 0; i < wanted_.workloads().size(); ++i) {
      if (wanted_.workloads()[i].isolated) {
        add(i);
      } else if (!wishes_[i].ingress.empty() || !wishes_[i].egress.empty()) {
        for (const EndpointId endpoint : wanted_.workloads()[i].endpoints)
          tell_others(wanted_.workloads()[i], labels_[endpoint]);
      }
    }
    return std::move(out_);
  }

 private:
  void add(WorkloadId id) {
    const Workload& workload = wanted_.workloads()[id];
    const std::string rules = rules_json(id);
    std::set<PodSelector> selectors;
    for (const EndpointId endpoint : workload.endpoints) {
      const TellingLabels& own = labels_[endpoint];
      if (!selectors.insert(own.selector).second) continue;
      const std::string name = name_of_policy(workload);
      JsonObject metadata;
      metadata.text("name", name);
      // Manifests without a namespace go wherever they are applied to.
      metadata.text_if_any("namespace", wanted_.endpoints().all()[endpoint].resource->name_space());
      metadata.raw("annotations", JsonObject().text(kWhyAnnotation, why(id)).take());
      JsonObject policy;
      policy.text("apiVersion", "networking.k8s.io/v1").text("kind", "NetworkPolicy");
      policy.raw("metadata", std::move(metadata).take());
      JsonObject all;
      all.raw("podSelector", own.selector.json()).raw("policyTypes", R"(["Ingress","Egress"])");
      if (!rules.empty()) all.members(rules);
      policy.raw("spec", std::move(all).take());
      out_.policies.push_back(
          {std::string(workload.name_space) + "/" + name, std::move(policy).take()});
      tell_others(workload, own);
    }
  }

  void tell_others(const Workload& workload, const TellingLabels& own) {
    std::vector<std::string> titles;
    for (const WorkloadId other : own.others) titles.push_back(wanted_.workloads()[other].title);
    if (!titles.empty())
      out_.ambiguous.push_back(
          fmt::format("{} has no labels that {} {} not: each has what the other is allowed",
                      workload.title, join(titles, ", "), titles.size() == 1 ? "has" : "have"));
  }

  std::string name_of_policy(const Workload& workload) {
    std::string base = dns_name(workload.name) + "-" + dns_name(workload.kind);
    if (base.size() > kLongestName - 8) base.resize(kLongestName - 8);
    std::string name = base;
    const auto title = [&] { return std::string(workload.name_space) + "/" + name; };
    for (int i = 2; taken_.contains(title()) || !used_.insert(title()).second; ++i)
      name = fmt::format("{}-{}", base, i);
    return name;
  }

  std::string rules_json(WorkloadId id) const {
    const Workload& workload = wanted_.workloads()[id];
    JsonObject out;
    for (const bool ingress : {true, false}) {
      const auto& wishes = ingress ? wishes_[id].ingress : wishes_[id].egress;
      const std::string_view peers = ingress ? "from" : "to";
      std::vector<std::string> list;
      for (const auto& [ports, who] : rules_of(workload, wishes)) {
        JsonObject rule;
        rule.raw(peers, peers_json(who));
        if (!ports.is_all()) rule.raw("ports", ports_json(ports));
        list.push_back(std::move(rule).take());
      }
      if (!list.empty()) out.raw(ingress ? "ingress" : "egress", formats::json_array(list));
    }
    return std::move(out).take_members();
  }

  Rules rules_of(const Workload& own, const std::map<WantedEnd, const Wanted*>& wishes) const {
    Rules out;
    for (const auto& [end, wanted] : wishes) {
      Peers& peers = out[wanted->ports];
      switch (end.kind) {
        case WantedEnd::Kind::workload: add_pods(own, end.workload, peers); break;
        case WantedEnd::Kind::addresses: peers.addresses.push_back(end.addresses); break;
        case WantedEnd::Kind::anybody: peers.pods.insert(R"({"namespaceSelector":{}})"); break;
        case WantedEnd::Kind::cluster_dns:
          peers.pods.insert(JsonObject()
                                .raw("namespaceSelector", namespace_selector_json("kube-system"))
                                .raw("podSelector", R"({"matchLabels":{"k8s-app":"kube-dns"}})")
                                .take());
      }
    }
    return out;
  }

  void add_pods(const Workload& own, WorkloadId other, Peers& peers) const {
    const Workload& workload = wanted_.workloads()[other];
    for (const EndpointId endpoint : workload.endpoints) {
      JsonObject peer;
      if (workload.name_space != own.name_space)
        peer.raw("namespaceSelector", namespace_selector_json(workload.name_space));
      peer.raw("podSelector", labels_[endpoint].selector.json());
      peers.pods.insert(std::move(peer).take());
    }
  }

  static std::string peers_json(const Peers& peers) {
    std::vector<std::string> out(peers.pods.begin(), peers.pods.end());
    for (const AddressRange& range : joined(peers.addresses)) {
      for (const std::string& block : blocks_of(range)) out.push_back(block_json(block));
    }
    return formats::json_array(out);
  }

  // One reason a line.
  std::string why(WorkloadId id) const {
    std::vector<std::string> lines;
    for (const bool ingress : {true, false}) {
      for (const auto& [end, wanted] : ingress ? wishes_[id].ingress : wishes_[id].egress) {
        const std::string head = fmt::format("{} {}, {}", ingress ? "from" : "to",
                                             wanted_.title_of(end), wanted->ports.text());
        if (wanted->why.empty()) lines.push_back(head);
        for (const std::string& reason : wanted->why) lines.push_back(head + ": " + reason);
      }
    }
    if (lines.empty()) lines.emplace_back("nothing is wanted");
    if (lines.size() > kMostReasons) {
      const std::size_t more = lines.size() - kMostReasons;
      lines.resize(kMostReasons);
      lines.push_back(fmt::format("and {} more", more));
    }
    return join(lines, "\n") + "\n";
  }

  const WantedConnections& wanted_;
  const std::set<std::string>& taken_;
  std::vector<Wish> wishes_;           // by workload
  std::vector<TellingLabels> labels_;  // by endpoint
  std::set<std::string> used_;
  Generated out_;
};

}  // namespace

Generated generate(const WantedConnections& wanted, const std::set<std::string>& taken) {
  return Generator(wanted, taken).run();
}

}  // namespace bulwark::analyzers::network
