// SPDX-License-Identifier: Apache-2.0
// Random workloads, many with the same labels, and random wishes: what generated policies allow is
// asked of the specifications, packet by packet. BULWARK_NETWORK_ROUNDS says how many (500).
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "analyzers/network/generate.h"
#include "analyzers/network/test_picture.h"
#include "analyzers/network/test_random_cluster.h"

namespace bulwark::analyzers::network {
namespace {

// With what begins and ends a block beside what does not.
constexpr std::uint32_t kAddresses[] = {0,          0x08080808, 0x0A000000, 0x0A0000FF,
                                        0x0A000100, 0x0A010203, 0xC0A80001, 0xFFFFFFFF};
constexpr int kWorkloads = 7;

AddressRange range(std::uint32_t first, std::uint32_t last) {
  AddressRange out = all_of_family(false);
  for (unsigned i = 0; i < 4; ++i) {
    out.first[16 - i] = static_cast<std::uint8_t>(first >> (8 * i));
    out.last[16 - i] = static_cast<std::uint8_t>(last >> (8 * i));
  }
  return out;
}

Connections random_ports(Random& random) {
  Connections out;
  if (random() % 8 == 0) return Connections::all();
  for (auto i = 1 + random() % 3; i > 0; --i) {
    const auto protocol = static_cast<Protocol>(random() % 3);
    PortRange ports;
    if (random() % 5 != 0) {
      const auto a = static_cast<std::uint16_t>(kPorts[random() % 7]);
      const auto b = static_cast<std::uint16_t>(kPorts[random() % 7]);
      ports = random() % 2 == 0 ? PortRange{a, a} : PortRange{std::min(a, b), std::max(a, b)};
    }
    out.unite(Connections::of(protocol, ports));
  }
  return out;
}

// Seven Deployments in three namespaces, of which the last is Kubernetes' own.
struct Estate {
  explicit Estate(Random& random) {
    std::vector<std::string> documents;
    for (int i = 0; i < kWorkloads; ++i) {
      Pod pod;
      pod.name_space = pick(random, {"x", "x", "w", "kube-system"});
      pod.name = "p" + std::to_string(i);
      pod.labels = random_labels(random);
      if (pod.name_space == "kube-system" && random() % 2 == 0) pod.labels["k8s-app"] = "kube-dns";
      pod.of_namespace["kubernetes.io/metadata.name"] = pod.name_space;
      std::string labels = labels_text(pod.labels);
      labels = labels.substr(1, labels.size() - 2);
      documents.push_back(workload("Deployment", pod.name_space, pod.name, labels));
      pods.push_back(std::move(pod));
    }
    picture = std::make_unique<TestPicture>(documents);
  }

  std::vector<Pod> pods;
  std::unique_ptr<TestPicture> picture;
};

struct Wish {
  int from = -1, to = -1;  // -1: addresses, -2: anybody, or the cluster's DNS
  std::uint32_t first = 0, last = 0;
  Connections ports;
};

std::vector<Wish> random_wishes(Random& random) {
  std::vector<Wish> out;
  for (auto i = random() % 14; i > 0; --i) {
    Wish wish;
    wish.from = static_cast<int>(random() % kWorkloads);
    wish.to = static_cast<int>(random() % kWorkloads);
    const auto kind = random() % 10;
    if (kind < 4) {
      (random() % 2 == 0 ? wish.from : wish.to) = kind < 3 ? -1 : -2;
      const std::uint32_t a = kAddresses[random() % 8] + random() % 2;
      const std::uint32_t b = kAddresses[random() % 8];
      wish.first = std::min(a, b);
      wish.last = std::max(a, b);
    }
    wish.ports = random_ports(random);
    out.push_back(std::move(wish));
  }
  return out;
}

class Comparison {
 public:
  // Policies are made for all wishes but the last `forgotten` ones.
  Comparison(const Estate& estate, const std::vector<Wish>& wishes, std::size_t forgotten)
      : estate_(estate), wishes_(wishes), wanted_(*estate.picture->endpoints) {
    WantedConnections made(*estate.picture->endpoints);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      add(wishes[i], wanted_);
      if (i + forgotten < wishes.size()) add(wishes[i], made);
    }
    generated_ = generate(made, {});
    read_ = read_back(generated_, *estate.picture->endpoints);
    EXPECT_TRUE(read_->policies.faults.empty());
    for (const model::Resource& one : read_->inventory.segments[0].resources)
      policies_.push_back(one.root);
    differences_ = inexact(wanted_, read_->policies);
    EXPECT_TRUE(!generated_.ambiguous.empty() || forgotten > 0 || differences_.empty());
    for (const Inexact& one : differences_)
      EXPECT_TRUE(forgotten > 0 || one.missing.is_empty()) << one.from << " " << one.to;
  }

  void run() {
    for (int a = 0; a < kWorkloads; ++a) {
      for (int b = 0; b < kWorkloads; ++b) {
        if (a != b) compare(a, 0, b, 0);
      }
      for (const std::uint32_t address : kAddresses) {
        compare(a, 0, -1, address);
        compare(-1, address, a, 0);
      }
    }
  }

  bool exact() const { return generated_.ambiguous.empty(); }
  std::size_t different() const { return differences_.size(); }
  std::uint64_t missing() const { return missing_; }
  std::uint64_t allowed = 0, refused = 0;

 private:
  void add(const Wish& wish, WantedConnections& to) const {
    to.add(end_of(wish, wish.from, WantedEnd::anybody()),
           end_of(wish, wish.to, WantedEnd::cluster_dns()), wish.ports, "a wish");
  }

  WantedEnd end_of(const Wish& wish, int number, const WantedEnd& other) const {
    if (number == -1) return WantedEnd::of(range(wish.first, wish.last));
    if (number == -2) return other;
    return WantedEnd::of(wanted_.workload_of(static_cast<EndpointId>(number)));
  }

  bool isolated(int pod) const {
    return pod >= 0 && estate_.pods[static_cast<std::size_t>(pod)].name_space != "kube-system";
  }

  // From the wishes alone, without what the code under test makes of them.
  bool is_wanted(int from, std::uint32_t source, int to, std::uint32_t destination,
                 Protocol protocol, std::uint16_t port) const {
    const auto one_side = [&](bool ingress) {
      if (!isolated(ingress ? to : from)) return true;
      for (const Wish& wish : wishes_) {
        if (!wish.ports.contains(protocol, port) || wish.from == wish.to) continue;
        const bool from_fits = wish.from == from &&
                               (from != -1 || (wish.first <= source && source <= wish.last));
        const bool to_fits = wish.to == to &&
                             (to != -1 || (wish.first <= destination && destination <= wish.last));
        const bool from_anybody = ingress && wish.from == -2 && from >= 0;
        const bool to_dns = !ingress && wish.to == -2 && to >= 0 && is_dns(to);
        if ((from_fits || from_anybody) && (to_fits || to_dns)) return true;
      }
      return false;
    };
    return one_side(true) && one_side(false);
  }

  bool is_dns(int pod) const {
    const Pod& one = estate_.pods[static_cast<std::size_t>(pod)];
    return one.name_space == "kube-system" && one.labels.contains("k8s-app");
  }

  static std::string title(const Pod* pod, std::uint32_t address) {
    return pod != nullptr ? pod->name_space + "/" + pod->name + "[Deployment]"
                          : std::to_string(address);
  }

  // What is told of two ends: surplus and missing.
  std::pair<bool, bool> told(const Party& from, const Party& to, Protocol protocol,
                             std::uint16_t port) const {
    std::pair<bool, bool> out{false, false};
    const auto is = [&](const std::string& end, const Party& party) {
      if (party.pod != nullptr) return end == title(party.pod, 0);
      const auto dash = end.find('-');
      const auto bracket = end.find('[');
      if (dash == std::string::npos || !end.ends_with("[External]")) return false;
      const auto first = parse_block(end.substr(0, dash) + "/32");
      const auto last = parse_block(end.substr(dash + 1, bracket - dash - 1) + "/32");
      const AddressRange own = range(party.address, party.address);
      return first && last && first->first <= own.first && own.last <= last->last;
    };
    for (const Inexact& one : differences_) {
      if (!is(one.from, from) || !is(one.to, to)) continue;
      out.first = out.first || one.surplus.contains(protocol, port);
      out.second = out.second || one.missing.contains(protocol, port);
    }
    return out;
  }

  void compare(int a, std::uint32_t source, int b, std::uint32_t destination) {
    if (!isolated(a) && !isolated(b)) return;
    const Party from{a < 0 ? nullptr : &estate_.pods[static_cast<std::size_t>(a)], source};
    const Party to{b < 0 ? nullptr : &estate_.pods[static_cast<std::size_t>(b)], destination};
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp}) {
      for (const int number : kPorts) {
        const auto port = static_cast<std::uint16_t>(number);
        const bool is = is_allowed(policies_, {from, to, std::string(name_of(protocol)), number});
        ++(is ? allowed : refused);
        const bool wish = is_wanted(a, source, b, destination, protocol, port);
        const auto [surplus, missing] = told(from, to, protocol, port);
        EXPECT_EQ(surplus, is && !wish)
            << title(from.pod, source) << " to " << title(to.pod, destination) << " "
            << name_of(protocol) << " " << port << " allowed " << is;
        EXPECT_EQ(missing, wish && !is)
            << title(from.pod, source) << " to " << title(to.pod, destination);
        missing_ += missing ? 1 : 0;
      }
    }
  }

  const Estate& estate_;
  const std::vector<Wish>& wishes_;
  WantedConnections wanted_;
  Generated generated_;
  std::unique_ptr<const ReadBack> read_;
  std::vector<Value> policies_;
  std::vector<Inexact> differences_;
  std::uint64_t missing_ = 0;
};

TEST(NetworkGenerateProperty, PoliciesAllowWhatIsWantedAndTellWhatIsOtherwise) {
  const char* asked = std::getenv("BULWARK_NETWORK_ROUNDS");
  const int rounds = asked == nullptr ? 500 : std::atoi(asked);
  Random random(20260312);
  std::uint64_t allowed = 0, refused = 0, exact = 0, different = 0, missing = 0;
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const Estate estate(random);
    const std::vector<Wish> wishes = random_wishes(random);
    Comparison comparison(estate, wishes, random() % 3 == 0 ? 1 + random() % 3 : 0);
    comparison.run();
    allowed += comparison.allowed;
    refused += comparison.refused;
    exact += comparison.exact() ? 1 : 0;
    missing += comparison.missing();
    different += comparison.different() > 0 ? 1 : 0;
  }
  const auto count = static_cast<std::uint64_t>(rounds);
  EXPECT_GT(allowed, count * 10);
  EXPECT_GT(refused, count * 100);
  EXPECT_GT(missing, count);
  EXPECT_GT(exact, count / 10);
  EXPECT_GT(different, count / 20);
}

}  // namespace
}  // namespace bulwark::analyzers::network
