// SPDX-License-Identifier: Apache-2.0
// Measures who reaches whom: 10,000 pods with 1,000 policies in 100 namespaces, and 100,000 with
// 5,000.
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
  Estate(int pods, int policies, int spaces) {
    for (int i = 0; i < spaces; ++i)
      add(fmt::format(
          R"({{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"team-{}","labels":{{"stage":"{}"}}}}}})",
          i, i % 3 == 0 ? "prod" : "test"));
    // An application has five pods of its own labels.
    for (int i = 0; i < pods; ++i)
      add(fmt::format(
          R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"pod-{0}","namespace":"team-{1}","labels":{{"app":"app-{2}","tier":"{3}"}}}},"spec":{{"containers":[{{"name":"c","ports":[{{"name":"http","containerPort":8080}}]}}]}}}})",
          i, i % spaces, i / spaces / 5, i / spaces % 2 == 0 ? "front" : "back"));
    for (int i = 0; i < policies; ++i) add_policy(i, spaces);
  }

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
};

void tell(std::string_view name, int pods, int policies, int spaces) {
  const Estate estate(pods, policies, spaces);
  const double before = model::resident_mb();
  std::unique_ptr<Endpoints> endpoints;
  std::unique_ptr<Reach> reach;
  Policies all;
  const double rows = measure::seconds([&] {
    endpoints = std::make_unique<Endpoints>(estate.inventory, "bench");
    all = read_policies(estate.inventory, "bench", *endpoints);
    reach = std::make_unique<Reach>(*endpoints, all);
  });
  std::uint64_t pairs = 0;
  std::uint64_t some = 0;
  const double full = measure::seconds([&] {
    const auto classes = static_cast<NodeId>(reach->classes().size());
    for (NodeId a = 0; a < classes; ++a) {
      for (NodeId b = 0; b < classes; ++b) {
        ++pairs;
        some += reach->between(a, b) == ConnectionTable::kNone ? 0U : 1U;
      }
    }
  });
  std::size_t exposed = 0;
  const double exposure = measure::seconds(
      [&] { exposed = exposures(*endpoints, all, {}, *reach).size(); });
  fmt::print(
      "{0}_pods {1}\n{0}_classes {2}\n{0}_rows_seconds {3:.3f}\n{0}_pairs_of_classes {4}\n"
      "{0}_connected {5}\n{0}_pairs_seconds {6:.3f}\n{0}_mb {7:.0f}\n"
      "{0}_exposures {8}\n{0}_exposure_seconds {9:.3f}\n",
      name, endpoints->all().size(), reach->classes().size(), rows, pairs, some, full,
      model::resident_mb() - before, exposed, exposure);
}

}  // namespace
}  // namespace bulwark::analyzers::network

int main() {
  bulwark::analyzers::network::tell("small", 10'000, 1'000, 100);
  bulwark::analyzers::network::tell("large", 100'000, 5'000, 500);
}
