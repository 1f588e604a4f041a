// SPDX-License-Identifier: Apache-2.0
// A list of what is known, in the order in which it is preferred.
#include "analyzers/rbac/resource_names.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzers/rbac/resource_table.h"
#include "base/text.h"
#include "formats/value_fields.h"
#include "model/gap.h"
#include "model/kinds.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "v1.apps" -> "apps", "v1" -> ""; what does not begin with a version stays.
std::string_view without_version(std::string_view group) {
  const std::string_view version = group.substr(0, group.find('.'));
  if (version.size() < 2 || version[0] != 'v' || version[1] < '0' || version[1] > '9') return group;
  return version.size() == group.size() ? "" : group.substr(version.size() + 1);
}

}  // namespace

ResourceNames::ResourceNames(const model::Inventory& inventory, std::string_view cluster,
                             const Model& model) {
  for (const std::string_view verb : known_verbs()) verbs_.emplace_back(verb);
  add_built_in();
  const auto each = [&](const auto& work) {
    for (const model::Segment& segment : inventory.segments) {
      for (const model::Resource& one : segment.resources) {
        if (inventory.cluster_of(one) == cluster) work(one);
      }
    }
  };
  each([&](const model::Resource& one) {
    if (one.kind() == "CustomResourceDefinition") add_definition(one.root);
  });
  std::set<std::pair<std::string_view, std::string_view>> seen;
  each([&](const model::Resource& one) {
    const std::string_view group = model::split_api_version(one.api_version()).group;
    if (!model::is_own_group(group) && seen.emplace(group, one.kind()).second) add_object(one);
  });
  add_rules(model);
}

// The first of a group and plural counts.
void ResourceNames::add(Known known) {
  if (added_.emplace(known.group, known.resource).second) known_.push_back(std::move(known));
}

void ResourceNames::add_built_in() {
  for (const KnownResource& one : built_in_resources()) {
    Known known;
    known.group = one.group;
    known.resource = one.resource;
    known.namespaced = one.namespaced;
    known.names = split(one.short_names, ' ');
    known.names.emplace_back(one.resource);
    if (!one.kind.empty()) known.names.push_back(lower(one.kind));
    known.any_subresource = one.subresources == "*";
    known.subresources = split(one.subresources, ' ');
    add(std::move(known));
  }
}

void ResourceNames::add_definition(const Value& definition) {
  const Value* spec = definition.find("spec");
  const Value* names = spec == nullptr ? nullptr : spec->find("names");
  if (names == nullptr || names->text("plural").empty()) return;
  Known known;
  known.group = spec->text("group");
  known.resource = names->text("plural");
  known.namespaced = spec->text("scope") != "Cluster";
  for (const std::string_view key : {"plural", "singular", "kind"}) {
    if (!names->text(key).empty()) known.names.push_back(lower(names->text(key)));
  }
  for (const Value& one : formats::items_of(*names, "shortNames")) {
    if (one.is_string()) known.names.emplace_back(one.as_string());
  }
  known.subresources = {"status", "scale"};
  add(std::move(known));
}

void ResourceNames::add_object(const model::Resource& object) {
  Known known;
  known.group = model::split_api_version(object.api_version()).group;
  known.resource = model::resource_of(object.kind());
  known.namespaced = !object.name_space().empty();
  known.names = {known.resource, lower(object.kind())};
  known.subresources = {"status", "scale"};
  add(std::move(known));
}

void ResourceNames::add_rules(const Model& model) {
  std::set<NameId> verbs;
  std::set<std::pair<NameId, NameId>> resources;
  for (const Rule& rule : model.rules().all) {
    for (const NameId verb : model.rules().list(rule.verbs)) verbs.insert(verb);
    for (const NameId group : model.rules().list(rule.groups)) {
      for (const NameId one : model.rules().list(rule.resources)) {
        if (group != kAll && one != kAll) resources.emplace(group, one);
      }
    }
  }
  for (const NameId verb : verbs) verbs_.emplace_back(model.text(verb));
  for (const auto& [group, resource] : resources) {
    const std::string_view text = model.text(resource);
    const std::string_view plain = text.substr(0, text.find('/'));
    if (plain.size() < text.size()) ruled_.emplace_back(text);
    if (plain == "*" || plain.empty()) continue;
    Known known;
    known.group = model.text(group);
    known.resource = plain;
    known.names = {known.resource};
    add(std::move(known));
  }
  std::sort(ruled_.begin(), ruled_.end());
}

const ResourceNames::Known* ResourceNames::find(std::string_view name, std::string_view group,
                                                bool any_group) const {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& one) {
    return (any_group || one.group == group) && contains(one.names, name);
  });
  return found == known_.end() ? nullptr : &*found;
}

std::unexpected<Error> ResourceNames::unknown(std::string_view text) const {
  const bool with_group = text.find('.') != std::string_view::npos;
  std::vector<std::string> candidates;
  for (const Known& one : known_) {
    for (const std::string& name : one.names)
      candidates.push_back(with_group ? name + "." + one.group : name);
  }
  return fail(ErrorCode::malformed,
              fmt::format("no resource '{}': neither Kubernetes, nor a definition, nor a rule here "
                          "knows it{}",
                          text, did_you_mean(lower(text), candidates)));
}

Result<void> ResourceNames::check_subresource(const Known& known,
                                              std::string_view subresource) const {
  if (subresource.empty() || known.any_subresource || contains(known.subresources, subresource))
    return {};
  const std::string own = known.resource + "/" + std::string(subresource);
  const std::string any = "*/" + std::string(subresource);
  if (std::binary_search(ruled_.begin(), ruled_.end(), own) ||
      std::binary_search(ruled_.begin(), ruled_.end(), any))
    return {};
  return fail(
      ErrorCode::malformed,
      fmt::format("{} has no subresource '{}'{} (a name is an argument of its own)", known.resource,
                  subresource, did_you_mean(subresource, known.subresources)));
}

Result<ResourceName> ResourceNames::resolve(std::string_view text) const {
  const std::size_t slash = text.find('/');
  const std::string_view whole = text.substr(0, slash);
  const std::string_view subresource = slash == std::string_view::npos ? ""
                                                                       : text.substr(slash + 1);
  if (whole.empty() || (slash != std::string_view::npos && subresource.empty()))
    return fail(ErrorCode::malformed, fmt::format("'{}' is no resource", text));
  const std::size_t dot = whole.find('.');
  const std::string name = lower(whole.substr(0, dot));
  const std::string_view group = dot == std::string_view::npos ? "" : whole.substr(dot + 1);
  if (name == "*") return ResourceName{std::string(group), name, std::string(subresource), true};
  const bool plain = dot == std::string_view::npos;
  const Known* known = find(name, group, plain);
  if (known == nullptr && !plain) known = find(name, without_version(group), false);
  if (known == nullptr) return unknown(whole);
  TRY_VOID(check_subresource(*known, subresource));
  return ResourceName{known->group, known->resource, std::string(subresource), known->namespaced};
}

Result<void> ResourceNames::check_verb(std::string_view verb) const {
  const bool mode = verb.starts_with("impersonate:") || verb.starts_with("impersonate-on:");
  if (mode || contains(verbs_, verb)) return {};
  return fail(ErrorCode::malformed,
              fmt::format("no verb '{}'{}", verb, did_you_mean(verb, verbs_)));
}

}  // namespace bulwark::analyzers::rbac
