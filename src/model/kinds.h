// SPDX-License-Identifier: Apache-2.0
// From a kind ("NetworkPolicy") to its resource ("networkpolicies"), and where kinds keep their pod
// template.
#pragma once

#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::model {

/// Group and version of an apiVersion: "apps/v1" -> {"apps", "v1"}, "v1" -> {"", "v1"}.
struct GroupVersion {
  std::string_view group;
  std::string_view version;
};
GroupVersion split_api_version(std::string_view api_version);

/// The plural, lower-case resource name, guessed from the kind as kubectl does where no cluster can
/// be asked.
std::string resource_of(std::string_view kind);

/// The pod template of a resource: a map with `spec` (and usually `metadata`).
struct PodTemplate {
  const formats::Value* value = nullptr;  ///< null when the resource carries none
  std::string_view path;                  ///< within the resource; empty for a Pod itself
};

/// Knows the built-in kinds; of every other kind it takes what looks like a pod template in one of
/// the places where custom resources keep theirs: spec.template, spec.podTemplate,
/// spec.jobTemplate.spec.template.
PodTemplate pod_template_of(const formats::Value& root);

}  // namespace bulwark::model
