// SPDX-License-Identifier: Apache-2.0
// Measures who reaches whom: 10,000 pods with 1,000 policies in 100 namespaces, and 100,000 with
// 5,000; with `growth` how that grows with pods, policies and distinct labels.
#include <fmt/core.h>

#include <string>

#include "analyzers/network/exposure.h"
#include "analyzers/network/reach.h"
#include "formats/measure.h"
#include "model/bench_objects.h"

namespace bulwark::analyzers::network {
namespace {

namespace measure = formats::measure;

class Estate : public model::BenchObjects {
 public:
  /// So many pods of each namespace in turn have the same labels.
  Estate(int pods, int policies, int spaces, int alike = kAlike) : alike_(alike) {
    for (int i = 0; i < spaces; ++i)
      add(fmt::format(
          R"({{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"team-{}","labels":{{"stage":"{}"}}}}}})",
          i, i % 3 == 0 ? "prod" : "test"));
    for (int i = 0; i < pods; ++i)
      add(fmt::format(
          R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"pod-{0}","namespace":"team-{1}","labels":{{"app":"app-{2}","tier":"{3}"}}}},"spec":{{"containers":[{{"name":"c","ports":[{{"name":"http","containerPort":8080}}]}}]}}}})",
          i, i % spaces, i / spaces / alike_, i / spaces % 2 == 0 ? "front" : "back"));
    for (int i = 0; i < policies; ++i) add_policy(i, spaces);
  }

  static constexpr int kAlike = 5;

 private:
  // In each namespace one denies all, one lets DNS out, the others let applications talk.
  void add_policy(int i, int spaces) {
    const int kind = i / spaces;
    std::string spec;
    if (kind == 0) {
      spec = R"("podSelector":{},"policyTypes":["Ingress","Egress"])";
    } else if (kind == 1) {
      spec =
          R"("podSelector":{},"egress":[{"to":[{"namespaceSelector":{}}],"ports":[{"port":53,"protocol":"UDP"}]},{"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["10.0.0.0/8"]}}],"ports":[{"port":443}]}],"policyTypes":["Egress"])";
    } else if (kind == 2) {
      spec =
          R"("podSelector":{"matchLabels":{"tier":"front"}},"ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"stage":"prod"}}}],"ports":[{"port":"http"}]}])";
    } else {
      spec = fmt::format(
          R"("podSelector":{{"matchLabels":{{"app":"app-{0}"}}}},"ingress":[{{"from":[{{"podSelector":{{"matchLabels":{{"app":"app-{1}"}}}}}}],"ports":[{{"port":8080}}]}}],"egress":[{{"to":[{{"podSelector":{{"matchLabels":{{"app":"app-{1}"}}}}}}],"ports":[{{"port":8080}}]}}])",
          kind - 3, kind - 2);
    }
    add(fmt::format(
        R"({{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{"name":"policy-{}","namespace":"team-{}"}},"spec":{{{}}}}})",
        i, i % spaces, spec));
  }
  int alike_;
};

struct Measured {
  std::size_t classes = 0;
  std::uint64_t pairs = 0, connected = 0;
  double rows = 0, full = 0;
};

Measured measured(const Estate& estate, std::unique_ptr<Reach>& reach,
                  std::unique_ptr<Endpoints>& endpoints, Policies& all) {
  Measured out;
  out.rows = measure::seconds([&] {
    endpoints = std::make_unique<Endpoints>(estate.inventory, "bench");
    all = read_policies(estate.inventory, "bench", *endpoints);
    reach = std::make_unique<Reach>(*endpoints, all);
  });
  out.classes = reach->classes().size();
  out.full = measure::seconds([&] {
    for (NodeId a = 0; a < out.classes; ++a) {
      for (NodeId b = 0; b < out.classes; ++b) {
        ++out.pairs;
        out.connected += reach->between(a, b) == ConnectionTable::kNone ? 0U : 1U;
      }
    }
  });
  return out;
}

void tell(std::string_view name, int pods, int policies, int spaces) {
  const Estate estate(pods, policies, spaces);
  const double before = model::resident_mb();
  std::unique_ptr<Endpoints> endpoints;
  std::unique_ptr<Reach> reach;
  Policies all;
  const Measured one = measured(estate, reach, endpoints, all);
  std::size_t exposed = 0;
  const double exposure = measure::seconds(
      [&] { exposed = exposures(*endpoints, all, {}, *reach).size(); });
  fmt::print(
      "{0}_pods {1}\n{0}_classes {2}\n{0}_rows_seconds {3:.3f}\n{0}_pairs_of_classes {4}\n"
      "{0}_connected {5}\n{0}_pairs_seconds {6:.3f}\n{0}_mb {7:.0f}\n"
      "{0}_exposures {8}\n{0}_exposure_seconds {9:.3f}\n",
      name, endpoints->all().size(), one.classes, one.rows, one.pairs, one.connected, one.full,
      model::resident_mb() - before, exposed, exposure);
}

// One row: what grows, and how many of each there are.
void grow(std::string_view what, int pods, int policies, int spaces, int alike) {
  const Estate estate(pods, policies, spaces, alike);
  std::unique_ptr<Endpoints> endpoints;
  std::unique_ptr<Reach> reach;
  Policies all;
  const Measured one = measured(estate, reach, endpoints, all);
  fmt::print("{} {} {} {} {:.4f} {:.4f}\n", what, pods, policies, one.classes, one.rows, one.full);
}

void growth() {
  constexpr int kOfOneSpace = 100, kPolicies = 10;
  for (const int pods : {1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000})
    grow("pods", pods, pods / kOfOneSpace * kPolicies, pods / kOfOneSpace, Estate::kAlike);
  for (const int policies : {100, 200, 500, 1'000, 2'000})
    grow("policies", 10'000, policies, 100, Estate::kAlike);
  for (const int alike : {100, 50, 20, 10, 5, 2, 1}) grow("labels", 10'000, 1'000, 100, alike);
}

}  // namespace
}  // namespace bulwark::analyzers::network

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "growth") {
    bulwark::analyzers::network::growth();
    return 0;
  }
  bulwark::analyzers::network::tell("small", 10'000, 1'000, 100);
  bulwark::analyzers::network::tell("large", 100'000, 5'000, 500);
}
