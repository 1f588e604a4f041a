// SPDX-License-Identifier: Apache-2.0
// The objects of the estate, each written as one line of JSON.
#pragma once

#include <cstdint>

#include "bench/estate/shape.h"
#include "bench/estate/writer.h"

namespace bulwark::bench {

void write_node(Writer& out, const Shape& shape, std::uint64_t index);
/// A service account, a role and the binding of one to the other.
void write_service_account(Writer& out, const Shape& shape, std::uint64_t index);
void write_role(Writer& out, const Shape& shape, std::uint64_t index);
void write_role_binding(Writer& out, const Shape& shape, std::uint64_t index);

/// Which of a deployment's objects are written.
struct WorkloadParts {
  bool deployment = true;
  bool replica_set = true;
  bool pods = true;
};

/// A deployment, its replica set and its pods.
void write_workload(Writer& out, const Shape& shape, std::uint64_t index, WorkloadParts parts);

}  // namespace bulwark::bench
