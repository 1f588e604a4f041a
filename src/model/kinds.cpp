// SPDX-License-Identifier: Apache-2.0
// Plurals and places of pod templates.
#include "model/kinds.h"

#include <array>

namespace bulwark::model {
namespace {

using formats::Value;

bool is_vowel(char c) { return std::string_view("aeiou").contains(c); }

bool is_pod_template(const Value* value) {
  if (value == nullptr) return false;
  const Value* containers = value->at("spec", "containers");
  return containers != nullptr && containers->is_list();
}

PodTemplate in_cron_job(const Value& root) {
  return {root.at("spec", "jobTemplate", "spec", "template"), "spec.jobTemplate.spec.template"};
}

PodTemplate in_custom_resource(const Value& root) {
  const std::array<PodTemplate, 3> places{{{root.at("spec", "template"), "spec.template"},
                                           {root.at("spec", "podTemplate"), "spec.podTemplate"},
                                           in_cron_job(root)}};
  for (const PodTemplate& place : places) {
    if (is_pod_template(place.value)) return place;
  }
  return {};
}

bool is_builtin_group(std::string_view group) {
  return group == "apps" || group == "batch" || group == "extensions";
}

}  // namespace

GroupVersion split_api_version(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) return {{}, api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

std::string resource_of(std::string_view kind) {
  std::string out;
  for (const char c : kind) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (out.empty() || out == "endpoints") return out;
  const char last = out.back();
  if (last == 's' || last == 'x' || out.ends_with("ch") || out.ends_with("sh")) return out + "es";
  if (last == 'y' && out.size() > 1 && !is_vowel(out[out.size() - 2])) {
    out.back() = 'i';
    return out + "es";
  }
  return out + "s";
}

PodTemplate pod_template_of(const Value& root) {
  const std::string_view kind = root.text("kind");
  const std::string_view group = split_api_version(root.text("apiVersion")).group;
  if (group.empty()) {
    if (kind == "Pod") return {&root, {}};
    if (kind == "PodTemplate") return {root.find("template"), "template"};
    if (kind == "ReplicationController") return {root.at("spec", "template"), "spec.template"};
    return {};
  }
  if (is_builtin_group(group)) {
    if (kind == "CronJob") return in_cron_job(root);
    if (kind == "Deployment" || kind == "ReplicaSet" || kind == "StatefulSet" ||
        kind == "DaemonSet" || kind == "Job") {
      return {root.at("spec", "template"), "spec.template"};
    }
    return {};
  }
  return in_custom_resource(root);
}

}  // namespace bulwark::model
