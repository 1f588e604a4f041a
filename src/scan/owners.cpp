// SPDX-License-Identifier: Apache-2.0
// Follows ownerReferences to the top.
#include "scan/owners.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string>
#include <unordered_map>

#include "formats/value_fields.h"

namespace bulwark::scan {
namespace {

using formats::Value;

const Value* marked_or_only(const Value& references) {
  for (const Value& reference : references.items()) {
    if (formats::is_true(reference.find("controller"))) return &reference;
  }
  return references.size() == 1 ? &references.items()[0] : nullptr;
}

std::uint64_t key_of_reference(std::string_view cluster, const model::Resource& child,
                               const Value& reference, std::uint64_t seed) {
  return owner_key(cluster, child.name_space(), reference.text("kind"), reference.text("name"),
                   seed);
}

}  // namespace

const Value* controller_of(const Value& root) {
  const Value* references = root.at("metadata", "ownerReferences");
  if (references == nullptr || !references->is_list()) return nullptr;
  const Value* found = marked_or_only(*references);
  return found == nullptr || found->text("kind") == "Node" ? nullptr : found;
}

std::uint64_t owner_key(std::string_view cluster, std::string_view name_space,
                        std::string_view kind, std::string_view name, std::uint64_t seed) {
  std::string text;
  text.append(cluster)
      .append("\n")
      .append(name_space)
      .append("\n")
      .append(kind)
      .append("\n")
      .append(name);
  const std::uint64_t hash = XXH3_64bits_withSeed(text.data(), text.size(), seed);
  return hash == 0 ? 1 : hash;
}

Owners find_owners(const model::Inventory& inventory, std::uint64_t seed) {
  Owners owners;
  owners.seed = seed;
  std::unordered_map<std::uint64_t, std::uint64_t> parent;  // of resources that are owned
                                                            // themselves
  for (const model::Segment& segment : inventory.segments) {
    std::vector<std::uint64_t>& direct = owners.top.emplace_back(segment.resources.size(), 0);
    for (std::size_t i = 0; i < segment.resources.size(); ++i) {
      const model::Resource& resource = segment.resources[i];
      const Value* reference = controller_of(resource.root);
      if (reference == nullptr) continue;
      direct[i] = key_of_reference(inventory.cluster_of(resource), resource, *reference, seed);
      owners.referenced.insert(direct[i]);
    }
  }
  if (owners.referenced.empty()) return owners;
  for (std::size_t s = 0; s < inventory.segments.size(); ++s) {
    for (std::size_t i = 0; i < owners.top[s].size(); ++i) {
      if (owners.top[s][i] == 0) continue;
      const model::Resource& resource = inventory.segments[s].resources[i];
      const std::uint64_t own = owner_key(inventory.cluster_of(resource), resource.name_space(),
                                          resource.kind(), resource.name(), seed);
      if (owners.referenced.contains(own)) parent.emplace(own, owners.top[s][i]);
    }
  }
  for (std::vector<std::uint64_t>& segment : owners.top) {
    for (std::uint64_t& key : segment) {
      key = top_of(key, parent);
    }
  }
  for (const std::vector<std::uint64_t>& segment : owners.top)
    owners.referenced.insert(segment.begin(), segment.end());
  owners.referenced.erase(0);
  return owners;
}

}  // namespace bulwark::scan
