// SPDX-License-Identifier: Apache-2.0
// Finding: one control that does not hold for one place in one resource.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/control.h"
#include "model/resource.h"

namespace bulwark::model {

/// Why a finding does not count against the exit code. It is still listed.
struct Waived {
  enum class By : std::uint8_t { waiver, annotation, expected };
  By by = By::waiver;
  std::string reason;
  std::string expires;  ///< "2027-01-31"; empty for what is expected of the platform
  bool operator==(const Waived&) const = default;
};

/// What is said once for all places that gave the same answer to the same question.
struct FindingDetail {
  const Control* control = nullptr;
  std::string message;
  std::string path;  ///< within the item: "securityContext.privileged"; may be empty
  /// What else has it, where one finding stands for many: "Deployment shop/cart".
  std::vector<std::string> affects = {};
};

/// Small, since a large cluster has hundreds of thousands. Everything pointed to lives in the
/// Report that holds it.
struct Finding {
  const FindingDetail* detail = nullptr;
  const Resource* resource = nullptr;
  const std::string* item = nullptr;  ///< path of the item in the resource:
                                      ///< "spec.template.spec.containers[0]"
  const Waived* waived = nullptr;
  std::uint32_t instances = 1;  ///< resources that it stands for: the owner's pods have it too and
                                ///< are not listed

  const Control& control() const { return *detail->control; }
  /// Path in the resource, joined: "spec.template.spec.containers[0].securityContext.privileged".
  std::string path() const;
};

/// 16 hex digits that stay the same while control, resource and place do, whatever the file is
/// called and however its lines move. Containers count by name, not by index. `cluster` is the name
/// of the resource's cluster, empty for a file: objects of the same name in two clusters differ.
std::string fingerprint(const Finding& finding, std::string_view cluster);

}  // namespace bulwark::model
