// SPDX-License-Identifier: Apache-2.0
// Keys are texts, one part a line.
#include "scan/side.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "model/gap.h"
#include "model/identity.h"
#include "model/kinds.h"
#include "scan/findings.h"
#include "scan/owners.h"

namespace bulwark::scan {
namespace {

constexpr std::array<std::string_view, 6> kRestless{"Event",         "Lease",      "Endpoints",
                                                    "EndpointSlice", "PodMetrics", "NodeMetrics"};

bool is_restless(const model::Resource& resource) {
  return std::find(kRestless.begin(), kRestless.end(), resource.kind()) != kRestless.end();
}

// As object_identity has it.
std::string identity_of_owner(const model::Resource& child, const formats::Value& reference) {
  const std::string_view name_space = child.name_space();
  std::string out(model::split_api_version(reference.text("apiVersion")).group);
  out.append("\n").append(reference.text("kind")).append("\n");
  out.append(name_space == "default" ? std::string_view() : name_space);
  return out.append("\n").append(reference.text("name"));
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with("/"));
}

bool may_hide_resource(std::string_view gap, const model::Resource& resource) {
  return model::gap_may_hide(gap, model::split_api_version(resource.api_version()).group,
                             model::resource_of(resource.kind()));
}

}  // namespace

Side::Side(const model::Report& report, bool with_clusters)
    : report_(report), with_clusters_(with_clusters) {
  find_owners_of_owners();
  collect_objects();
  collect_gaps();
}

std::string Side::object_key(const model::Resource& resource) const {
  const std::string own = model::object_identity(resource);
  if (!with_clusters_) return own;
  return std::string(report_.inventory->cluster_of(resource)) + "\n" + own;
}

void Side::find_owners_of_owners() {
  for (const model::Segment& segment : report_.inventory->segments) {
    for (const model::Resource& resource : segment.resources) {
      const formats::Value* owner = controller_of(resource.root);
      // Pods own nothing; leaving them out keeps this small.
      if (owner == nullptr || resource.kind() == "Pod") continue;
      const std::string cluster(report_.inventory->cluster_of(resource));
      parents_.emplace(cluster + "\n" + model::object_identity(resource),
                       cluster + "\n" + identity_of_owner(resource, *owner));
    }
  }
}

// Of what a controller made: its kind and the owner at the top.
std::string Side::subject_key(const model::Resource& resource) const {
  const formats::Value* owner = controller_of(resource.root);
  if (owner == nullptr) return object_key(resource);
  const std::string cluster(report_.inventory->cluster_of(resource));
  std::string top = top_of(cluster + "\n" + identity_of_owner(resource, *owner), parents_);
  if (!with_clusters_) top.erase(0, cluster.size() + 1);
  return std::string(resource.kind()) + " of\n" + top;
}

void Side::collect_objects() {
  for (const model::Segment& segment : report_.inventory->segments) {
    for (const model::Resource& resource : segment.resources) {
      subjects_.emplace(subject_key(resource), &resource);
      if (controller_of(resource.root) != nullptr || is_restless(resource)) continue;
      objects_[object_key(resource)].push_back(&resource);
    }
  }
  for (auto& [key, all] : objects_) {
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
      return std::tie(a->source, a->offset, a->list_item) <
             std::tie(b->source, b->offset, b->list_item);
    });
  }
}

void Side::collect_gaps() {
  for (const model::Problem& gap : report_.not_evaluated) {
    if (gap.control.empty() && !is_pod_gap(gap)) {
      unread_.push_back(&gap);
    } else {
      ++judgements_[gap.cluster + "\n" + gap.what];
    }
  }
}

std::string Side::key_of(const model::Finding& finding) const {
  return subject_key(*finding.resource) + "\n" + model::place_identity(finding);
}

std::string Side::key_of(const model::Problem& gap) const {
  std::string out = with_clusters_ ? gap.cluster + "\n" : std::string();
  if (!gap.control.empty() || is_pod_gap(gap) || gap.file.empty()) return out + gap.what;
  return out + "file " + place_of(gap.file);
}

const model::Resource* Side::counterpart(const Side& other, const model::Resource& resource) const {
  const auto found = subjects_.find(other.subject_key(resource));
  return found == subjects_.end() ? nullptr : found->second;
}

bool Side::leaves_out(const Side& other, const model::Resource& resource) const {
  const std::string_view name_space = resource.kind() == "Namespace" ? resource.name()
                                                                     : resource.name_space();
  const std::string_view cluster = other.report_.inventory->cluster_of(resource);
  const model::Inventory& inventory = *report_.inventory;
  return std::any_of(
      inventory.clusters.begin(), inventory.clusters.end(), [&](const auto& picture) {
        const bool meant = !with_clusters_ || inventory.sources[picture.source].name == cluster;
        const auto& read = picture.namespaces;
        return meant && !read.empty() &&
               std::find(read.begin(), read.end(), name_space) == read.end();
      });
}

bool Side::may_hide(const Side& other, const model::Resource& resource) const {
  if (leaves_out(other, resource)) return true;
  const std::string_view cluster = other.report_.inventory->cluster_of(resource);
  const std::string& source = other.report_.inventory->sources[resource.source].name;
  return std::any_of(unread_.begin(), unread_.end(), [&](const model::Problem* gap) {
    const bool both_files = cluster.empty() && !gap->file.empty();
    if (both_files) return is_below(other.place_of(source), place_of(gap->file));
    if (gap->file.empty() && !may_hide_resource(gap->what, resource)) return false;
    return !with_clusters_ || gap->cluster.empty() || gap->cluster == cluster;
  });
}

bool Side::left_open(const model::Control& control, const model::Resource& resource) const {
  const std::string cluster(report_.inventory->cluster_of(resource));
  return judgements_.contains(cluster + "\n" + control_gap(control.id, resource)) ||
         judgements_.contains(cluster + "\n" + pod_gap(resource));
}

// Within the target, so that old/cart.yaml and new/cart.yaml are the same.
std::string Side::place_of(std::string_view file) const {
  for (std::string_view target : report_.targets) {
    while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
    if (file == target) return {};
    if (is_below(file, target) && !target.empty())
      return std::string(file.substr(target.size() + 1));
  }
  return std::string(file);
}

}  // namespace bulwark::scan
