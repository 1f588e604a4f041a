// SPDX-License-Identifier: Apache-2.0
// A control over kubelets reads the operating system for nothing but to leave Windows out.
#include "scan/not_applicable.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/text.h"
#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

constexpr std::size_t kNamed = 3;

bool reads_the_system(const policy::CompiledControl& control) {
  constexpr std::array<std::string_view, 2> kPath{"spec", "os"};
  return std::ranges::any_of(control.reads, [&](const cel::ReadPath& path) {
    return path.slot == policy::kObject && path.steps.size() >= kPath.size() &&
           std::equal(kPath.begin(), kPath.end(), path.steps.begin(),
                      [](std::string_view name, const cel::ReadStep& step) {
                        return step.kind == cel::ReadStep::Kind::field && step.field == name;
                      });
  });
}

bool is_about_kubelets(const policy::ControlFile& file) {
  return std::ranges::any_of(file.subjects, [](const policy::SubjectKind& subject) {
    return subject.of == policy::SubjectKind::Of::resource && subject.group == model::kOwnGroup &&
           subject.resource == "kubelets";
  });
}

std::vector<std::string> controls_without_windows(const policy::Chosen& chosen) {
  std::vector<std::string> out;
  for (const policy::CompiledControl& control : chosen.controls) {
    if (is_about_kubelets(*control.file) && reads_the_system(control))
      out.push_back(control.file->control.id);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

using Names = std::vector<std::string>;

// By cluster.
std::map<std::string_view, Names> windows_nodes(const model::Inventory& inventory) {
  std::map<std::string_view, Names> out;
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& one : segment.resources) {
      if (one.kind() != "Kubelet" || one.api_version() != model::kOwnApiVersion) continue;
      const formats::Value* system = one.root.at("spec", "os");
      if (system == nullptr || !system->is_string() || system->as_string() != "windows") continue;
      out[inventory.cluster_of(one)].emplace_back(one.name());
    }
  }
  for (auto& [cluster, names] : out) std::ranges::sort(names);
  return out;
}

}  // namespace

std::vector<std::string> tell_not_applicable(const policy::Chosen& chosen,
                                             const model::Inventory& inventory) {
  std::vector<std::string> out;
  const auto nodes = windows_nodes(inventory);
  const Names controls = nodes.empty() ? Names() : controls_without_windows(chosen);
  if (controls.empty()) return out;
  for (const auto& [cluster, names] : nodes) {
    const Names named(names.begin(),
                      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamed)));
    out.push_back(fmt::format("not applicable to the kubelet{} of Windows node{} {}{}{}: {}",
                              names.size() == 1 ? "" : "s", names.size() == 1 ? "" : "s",
                              join(named, ", "), names.size() > kNamed ? ", ..." : "",
                              cluster.empty() ? "" : fmt::format(" in {}", cluster),
                              join(controls, ", ")));
  }
  return out;
}

}  // namespace bulwark::scan
