// SPDX-License-Identifier: Apache-2.0
// Reads the words by which sources name what they could not list.
#include "model/gap.h"

#include <algorithm>
#include <array>

#include "model/own_documents.h"

namespace bulwark::model {
namespace {

// The types that tell what components run with.
constexpr std::array<std::string_view, 5> kTellComponents{
    "configmaps", "daemonsets.apps", "deployments.apps", "pods", "statefulsets.apps"};
constexpr std::array<std::string_view, 2> kTellKubelets{
    "configmaps", "kubeletconfigurations.kubelet.config.k8s.io"};

bool may_hide_own(std::string_view type, std::string_view resource) {
  if (resource == "kubelets") return std::ranges::count(kTellKubelets, type) > 0;
  return std::ranges::count(kTellComponents, type) > 0;
}

}  // namespace

bool is_own_group(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

bool gap_may_hide(std::string_view gap, std::string_view group, std::string_view resource) {
  constexpr std::string_view kGroup = "everything in ";  // "everything in apps/v1"
  if (gap.starts_with(kGroup)) {
    const std::string_view rest = gap.substr(kGroup.size());
    const std::string_view gone = rest.substr(0, rest.find('/'));
    return gone == group || (group == kOwnGroup && (gone.empty() || gone == "apps"));
  }
  const std::string_view type = gap.substr(0, gap.find(' '));
  if (type == "the" || type == "everything" || type.find('/') != std::string_view::npos)
    return true;
  if (group == kOwnGroup) return may_hide_own(type, resource);
  const std::size_t dot = type.find('.');
  const std::string_view gap_group = dot == std::string_view::npos ? "" : type.substr(dot + 1);
  if (gap_group != group) return false;
  return !is_own_group(group) || type.substr(0, dot) == resource;
}

}  // namespace bulwark::model
