// SPDX-License-Identifier: Apache-2.0
// estate: writes a large live cluster as NDJSON to standard output, the same one for the same seed
// and scale.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "bench/estate/objects.h"

namespace bulwark::bench {
namespace {

void write_estate(Writer& out, const Shape& shape, const std::string& part) {
  const auto wanted = [&](std::string_view name) { return part == "all" || part == name; };
  if (wanted("nodes")) {
    for (std::uint64_t i = 0; i < shape.nodes(); ++i) write_node(out, shape, i);
  }
  if (wanted("rbac")) {
    for (std::uint64_t i = 0; i < shape.identities(); ++i) write_service_account(out, shape, i);
    for (std::uint64_t i = 0; i < shape.identities(); ++i) write_role(out, shape, i);
    for (std::uint64_t i = 0; i < shape.identities(); ++i) write_role_binding(out, shape, i);
  }
  // Kind by kind, as a cluster lists them.
  const WorkloadParts kinds[] = {{true, false, false}, {false, true, false}, {false, false, true}};
  const std::string_view names[] = {"deployments", "replicasets", "pods"};
  for (std::size_t kind = 0; kind < 3; ++kind) {
    if (!wanted(names[kind])) continue;
    for (std::uint64_t i = 0; i < shape.deployments(); ++i)
      write_workload(out, shape, i, kinds[kind]);
  }
}

}  // namespace
}  // namespace bulwark::bench

int main(int argc, char** argv) {
  CLI::App app("Writes a large live cluster as NDJSON to standard output.");
  bulwark::bench::Shape shape;
  std::string part = "all";
  app.add_option("--seed", shape.seed, "the same seed gives the same estate")
      ->capture_default_str();
  app.add_option("--scale", shape.scale, "1: 15,000 deployments, 75,000 pods, 1,000 nodes")
      ->check(CLI::Range(0.001, 10.0))
      ->capture_default_str();
  app.add_option("--part", part, "write only this part")
      ->check(CLI::IsMember({"all", "nodes", "rbac", "deployments", "replicasets", "pods"}))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  bulwark::bench::Writer out;
  bulwark::bench::write_estate(out, shape, part);
  std::fprintf(stderr, "%llu objects, %.1f MB\n", static_cast<unsigned long long>(out.objects()),
               static_cast<double>(out.bytes()) / 1e6);
  return 0;
}
