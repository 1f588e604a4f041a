// SPDX-License-Identifier: Apache-2.0
// Drift: the fields in which two pictures of one object differ.
#pragma once

#include "model/diff.h"

namespace bulwark::scan {

/// Which fields count.
enum class Compared : std::uint8_t {
  all,
  named_before,  ///< `before` is a manifest and `after` lives in a cluster, which fills in
                 ///< defaults: only what the manifest names
  named_after,   ///< the reverse
};

/// Left aside: status, what the server writes into metadata, and the annotations by which kubectl
/// and controllers keep their own books. Between a manifest and a cluster also: fields that are
/// empty in the manifest and absent in the cluster, whether a scalar is quoted, and credentials, of
/// which the picture of a cluster has stand-ins.
model::Drift find_drift(const model::Resource& before, const model::Resource& after,
                        Compared compared);

}  // namespace bulwark::scan
