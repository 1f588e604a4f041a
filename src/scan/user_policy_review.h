// SPDX-License-Identifier: Apache-2.0
// Asks a user's policies about every object of the inventory as if it were created now, and joins
// what they say with the report.
#pragma once

#include <cstdint>
#include <stop_token>

#include "model/report.h"
#include "scan/owners.h"
#include "scan/user_policies.h"

namespace bulwark::scan {

struct UserPolicyRun {
  std::size_t threads = 1;
  std::uint64_t seed = 0;
  std::stop_token stop;
};

/// Adds findings, gaps and notices to `report`, whose inventory must be set. What several objects
/// of one owner have in common becomes one finding, the owner's where it has it too. `policies`
/// must outlive the report.
void collect_policy_findings(const UserPolicies& policies, const Owners& owners,
                             const UserPolicyRun& run, model::Report& report);

}  // namespace bulwark::scan
