// SPDX-License-Identifier: Apache-2.0
// Discovery, definitions of custom types, everything else.
#include "sources/cluster/read_cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "sources/cluster/custom_types.h"
#include "sources/cluster/discovery.h"
#include "sources/cluster/kubelets.h"
#include "sources/cluster/lister.h"

namespace bulwark::sources::cluster {
namespace {

model::Problem gap(const Access& access, std::string_view what, const Error& error) {
  model::Problem problem;
  problem.what = what;
  problem.reason = error.text();
  problem.code = error.code;
  problem.cluster = access.context;
  return problem;
}

void tell_unavailable(const Access& access, const Discovery& discovery, Reading& reading) {
  for (const Discovery::Unavailable& one : discovery.unavailable) {
    if (!leaves_gap(one.group)) continue;
    reading.problems.push_back(
        gap(access, fmt::format("everything in {}/{}", one.group, one.version), one.error));
  }
}

// A type that is asked for alone and not served is a gap too: nobody knows what is behind it.
void keep_only(const Access& access, const ReadOptions& options, std::vector<WantedType>& types,
               Reading& reading) {
  std::vector<WantedType> kept;
  for (const GroupResource& name : options.where_served) {
    if (auto type = take_out(types, name)) kept.push_back(std::move(*type));
  }
  for (const GroupResource& name : options.only) {
    if (auto type = take_out(types, name)) {
      kept.push_back(std::move(*type));
    } else {
      const std::string what = name.group.empty() ? name.resource
                                                  : name.resource + "." + name.group;
      reading.problems.push_back(
          gap(access, what, {ErrorCode::not_found, "the server does not serve it", {}}));
    }
  }
  types = std::move(kept);
}

void leave_out_secrets(const Access& access, std::vector<WantedType>& types, Reading& reading) {
  if (!take_out(types, {"", "secrets"})) return;
  reading.problems.push_back(
      gap(access, "secrets", {ErrorCode::cancelled, "left out by --no-secrets", {}}));
}

}  // namespace

Result<Reading> read_cluster(ApiClient& client, const ReadOptions& options, Receiver& receiver) {
  Reading reading;
  const Discovery discovery = TRY(discover(client));
  tell_unavailable(client.access(), discovery, reading);

  std::vector<WantedType> types = wanted_types(discovery, {}, options.also);
  const std::optional<WantedType> definitions = take_out(types, kDefinitions);
  Lister lister(client, options, receiver);
  // Definitions come first: they say which custom types carry pod templates. Where only namespaces
  // are read they are no part of the picture; and who may not list them has to read every custom
  // type.
  CustomTypes custom;
  if (!options.namespaces.empty()) {
    custom = custom_types(client, discovery, options.stop).value_or(CustomTypes());
  } else if (definitions) {
    custom = list_definitions(lister, *definitions);
  }
  std::vector<GroupResource> also = options.also;
  also.insert(also.end(), options.where_served.begin(), options.where_served.end());
  types = wanted_types(discovery, custom, also);
  take_out(types, kDefinitions);
  if (!options.only.empty()) keep_only(client.access(), options, types, reading);
  if (!options.secrets) leave_out_secrets(client.access(), types, reading);
  std::vector<std::string> nodes;
  lister.list(types, [&](const formats::Value& object) {
    if (object.text("kind") != "Node" || object.text("apiVersion") != "v1") return;
    const formats::Value* name = object.at("metadata", "name");
    if (name != nullptr && name->is_string()) nodes.emplace_back(name->as_string());
  });
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was interrupted");

  reading.objects = lister.objects();
  if (options.namespaces.empty() && options.only.empty())
    read_kubelets(client, options, nodes, receiver, reading);
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was interrupted");
  for (model::Problem& problem : lister.take_problems())
    reading.problems.push_back(std::move(problem));
  std::sort(reading.problems.begin(), reading.problems.end(),
            [](const auto& a, const auto& b) { return a.what < b.what; });
  return reading;
}

}  // namespace bulwark::sources::cluster
