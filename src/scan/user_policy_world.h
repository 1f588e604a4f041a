// SPDX-License-Identifier: Apache-2.0
// World: what requests to one cluster, or about all files together, are asked within: its
// namespaces, and the policies with its parameters.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "admission/policy_set.h"
#include "admission/request.h"
#include "formats/pool.h"
#include "model/inventory.h"
#include "scan/user_policies.h"

namespace bulwark::scan {

struct World {
  explicit World(admission::PolicySet set) : policies(std::move(set)) {}

  /// The request that creates the object as it stands. One of a namespaced kind that names no
  /// namespace goes where kubectl puts it: then `object` gets it with that namespace, made in
  /// `pool`. Both must outlive the request.
  admission::Request request_for(const model::Resource& resource, formats::Value& object,
                                 formats::Pool& pool) const;

  admission::PolicySet policies;
  std::map<std::string, const formats::Value*, std::less<>> namespaces;
  /// Bindings whose parameters are nowhere among what was read, and the gaps that they are.
  std::set<const admission::Binding*> without_params;
  std::vector<model::Problem> problems;
};

/// By the name of the cluster, empty for files; of every resource's.
using Worlds = std::map<std::string, World, std::less<>>;

/// The inventory must outlive them.
Worlds make_worlds(const UserPolicies& policies, const model::Inventory& inventory);

}  // namespace bulwark::scan
