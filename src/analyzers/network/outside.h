// SPDX-License-Identifier: Apache-2.0
// Outside: which nodes of a reach stand for addresses of the internet, and for the cloud's
// metadata.
#pragma once

#include <vector>

#include "analyzers/network/reach.h"

namespace bulwark::analyzers::network {

/// Ranges that have addresses of the internet. IPv6 where no policy is about it is one of them.
std::vector<NodeId> internet(const Reach& reach, Direction direction);
/// Those of them that are of IPv4.
std::vector<NodeId> internet_v4(const Reach& reach, Direction direction);
/// Every address outside.
std::vector<NodeId> all_outside(const Reach& reach, Direction direction);
/// Where clouds tell virtual machines their credentials: 169.254.169.254 and fd00:ec2::254.
std::vector<NodeId> cloud_metadata(const Reach& reach);

}  // namespace bulwark::analyzers::network
