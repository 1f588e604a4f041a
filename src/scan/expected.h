// SPDX-License-Identifier: Apache-2.0
// The shipped list of what a platform's own workloads are expected to do: a CNI agent uses the
// host's network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/finding.h"

namespace bulwark::policy {
class Catalogue;
}

namespace bulwark::scan {

struct Expected {
  std::string name;  ///< "Calico node agent"
  std::string reason;
  // Globs, one of which has to match; none at all: anything does.
  std::vector<std::string> kinds, namespaces, resources;
  std::vector<std::string> images;  ///< of the container that the finding is about, or of every
                                    ///< container of the pod
  std::vector<std::string> controls;
};

/// Reads knowledge/expected.yaml strictly.
Result<std::vector<Expected>> read_expected(std::string_view text, policy::Catalogue& catalogue);

/// Whether the entry speaks of that control at all.
bool concerns(const Expected& expected, const model::Control& control);
/// Whether it speaks of that finding's resource; asked only of an entry that concerns its control.
bool covers(const Expected& expected, const model::Finding& finding);

}  // namespace bulwark::scan
