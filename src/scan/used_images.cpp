// SPDX-License-Identifier: Apache-2.0
// Workload by workload, container by container; pods tell the digests.
#include "scan/used_images.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "formats/value_fields.h"
#include "model/kinds.h"
#include "policy/subjects.h"
#include "scan/owners.h"
#include "sources/container/reference.h"

namespace bulwark::scan {
namespace {

using formats::items_of;
using formats::Value;
using model::Resource;

constexpr std::string_view kDigest = "@sha256:";

std::string owner_title(const Resource& child, const Value& owner) {
  const std::string_view space = child.name_space();
  return fmt::format("{} {}{}{}", owner.text("kind"), space, space.empty() ? "" : "/",
                     owner.text("name"));
}

// "docker-pullable://docker.io/library/nginx@sha256:...": nothing for an image that only this node
// has.
std::string digest_of(std::string_view image_id) {
  const std::size_t at = image_id.find(kDigest);
  return at == std::string_view::npos ? std::string() : std::string(image_id.substr(at + 1));
}

// Of what was written, the image that runs.
std::string by_digest(const std::string& name, const std::string& digest) {
  auto reference = sources::container::parse_reference(name);
  if (!reference) return name;
  reference->digest = digest;
  reference->tag.clear();
  return reference->text();
}

/// A service account by its namespace and name.
using Account = std::pair<std::string, std::string>;

std::set<PullSecret> pull_secrets_in(const Value& map, std::string_view name_space) {
  std::set<PullSecret> out;
  for (const Value& one : items_of(map, "imagePullSecrets")) {
    if (!one.text("name").empty())
      out.insert({std::string(name_space), std::string(one.text("name"))});
  }
  return out;
}

/// One picture's: a cluster's, or that of all files.
struct Picture {
  struct Use {
    std::uint32_t source = 0;
    std::set<std::string> users;
    std::map<std::string, std::set<std::string>> digests;  ///< and the pods that run them
    std::set<PullSecret> pull_secrets;
    std::set<Account> accounts;
  };
  std::map<std::string, Use> by_name;
  std::map<Account, std::set<PullSecret>> of_accounts;
  std::unordered_map<std::string, std::string> parents;  ///< titles
};

void take_statuses(const Resource& pod, const std::map<std::string_view, std::string>& names,
                   Picture& picture) {
  const Value* status = pod.root.find("status");
  if (status == nullptr || !status->is_map()) return;
  for (const std::string_view list :
       {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
    for (const Value& one : items_of(*status, list)) {
      const auto name = names.find(one.text("name"));
      std::string digest = digest_of(one.text("imageID"));
      if (name != names.end() && !digest.empty())
        picture.by_name[name->second].digests[std::move(digest)].insert(pod.title());
    }
  }
}

void take(const Resource& resource, Picture& picture) {
  const std::string title = resource.title();
  if (const Value* owner = controller_of(resource.root))
    picture.parents.emplace(title, owner_title(resource, *owner));
  if (resource.kind() == "ServiceAccount" && resource.api_version() == "v1") {
    picture.of_accounts[{std::string(resource.name_space()),
                         std::string(resource.name())}] = pull_secrets_in(resource.root,
                                                                          resource.name_space());
  }
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
  if (spec == nullptr || !spec->is_map()) return;
  const std::set<PullSecret> pull_secrets = pull_secrets_in(*spec, resource.name_space());
  const std::string_view account = spec->text("serviceAccountName");
  std::map<std::string_view, std::string> names;  // of images by their containers
  for (const policy::ContainerList& list : policy::kContainerLists) {
    for (const Value& container : items_of(*spec, list.field)) {
      std::string image(container.text("image"));
      if (image.empty()) continue;
      const auto [use, fresh] = picture.by_name.try_emplace(image);
      if (fresh) use->second.source = resource.source;
      use->second.users.insert(title);
      use->second.pull_secrets.insert(pull_secrets.begin(), pull_secrets.end());
      use->second.accounts.emplace(resource.name_space(), account.empty() ? "default" : account);
      names[container.text("name")] = std::move(image);
    }
  }
  if (pod.path.empty()) take_statuses(resource, names, picture);
}

std::vector<std::string> tops_of(const std::set<std::string>& users, const Picture& picture) {
  std::set<std::string> tops;
  for (const std::string& user : users) tops.insert(top_of(user, picture.parents));
  return {tops.begin(), tops.end()};
}

// A workload of which no pod tells what it runs may run any of them.
void tell_digests(const Picture::Use& use, const Picture& picture, UsedImage one,
                  std::vector<UsedImage>& out) {
  std::set<std::string> told;
  for (const auto& [digest, pods] : use.digests) {
    for (const std::string& top : tops_of(pods, picture)) told.insert(top);
  }
  std::set<std::string> silent;
  for (const std::string& top : tops_of(use.users, picture)) {
    if (!told.contains(top)) silent.insert(top);
  }
  const std::string name = one.name;
  for (const auto& [digest, pods] : use.digests) {
    std::set<std::string> users = pods;
    users.insert(silent.begin(), silent.end());
    one.users = tops_of(users, picture);
    one.reference = by_digest(name, digest);
    constexpr std::size_t kShort = 19;  // "sha256:" and 12 digits
    if (use.digests.size() > 1) one.name = name + "@" + digest.substr(0, kShort);
    out.push_back(one);
  }
}

void tell(const Picture& picture, std::vector<UsedImage>& out) {
  for (const auto& [name, use] : picture.by_name) {
    UsedImage one{.name = name,
                  .reference = name,
                  .source = use.source,
                  .users = {},
                  .pull_secrets = use.pull_secrets};
    for (const Account& account : use.accounts) {
      const auto found = picture.of_accounts.find(account);
      if (found != picture.of_accounts.end())
        one.pull_secrets.insert(found->second.begin(), found->second.end());
    }
    if (name.contains(kDigest) || use.digests.empty()) {
      one.users = tops_of(use.users, picture);
      out.push_back(std::move(one));
    } else {
      tell_digests(use, picture, one, out);
    }
  }
}

}  // namespace

std::vector<UsedImage> used_images(const model::Inventory& inventory) {
  std::map<std::string_view, Picture> pictures;
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& one : segment.resources) take(one, pictures[inventory.cluster_of(one)]);
  }
  std::vector<UsedImage> out;
  for (const auto& [cluster, picture] : pictures) tell(picture, out);
  return out;
}

}  // namespace bulwark::scan
