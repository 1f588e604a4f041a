// SPDX-License-Identifier: Apache-2.0
// The picture that questions about versions are asked of: what runs, until when it is mended, and
// what an upgrade to another minor version would break, bring and take away.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/lifecycle/features.h"
#include "analyzers/lifecycle/node_features.h"
#include "analyzers/lifecycle/programs.h"
#include "analyzers/lifecycle/releases.h"
#include "analyzers/lifecycle/skew.h"
#include "analyzers/lifecycle/workload_features.h"
#include "base/result.h"
#include "scan/bring_in.h"

namespace bulwark::scan {

struct LifecycleOptions : PictureOptions {
  std::optional<std::uint32_t> from;  ///< Kubernetes 1.N that runs; unset: what API servers say
  std::optional<std::uint32_t> to;    ///< that to go to; unset: the next one that is known
  std::string today;                  ///< "2026-11-30", decides what has ended
};

/// One object that a control of the catalogue finds.
struct Concern {
  const model::Resource* resource = nullptr;
  std::string message;
  std::uint32_t minor = 0;  ///< Kubernetes 1.N that the control was asked for
};

/// A feature that the way to the other version passes, and the objects that it concerns.
template <class Feature>
struct Passed {
  const Feature* feature = nullptr;
  bool stable = false;  ///< of one that is brought: it was on before, and becomes stable
  std::vector<Concern> concerned;
};

/// All else points into the inventory and the lists of releases and features.
struct Lifecycle {
  Lifecycle() = default;
  Lifecycle(const Lifecycle&) = delete;
  Lifecycle& operator=(const Lifecycle&) = delete;

  model::Inventory inventory;
  std::string cluster;  ///< its name; empty: manifests
  std::string today;
  analyzers::lifecycle::Releases releases;
  analyzers::lifecycle::Features features;
  std::uint32_t from = 0, to = 0;  ///< the lowest minor version of an API server, and the goal
  std::vector<analyzers::lifecycle::Program> programs;
  std::vector<analyzers::lifecycle::SkewFault> skew;        ///< as it is
  std::vector<analyzers::lifecycle::SkewFault> skew_after;  ///< of kubelets and kube-proxies, once
                                                            ///< the API servers are at `to`
  std::vector<Concern> removed;     ///< objects of API versions that are gone at `to`; `minor` is
                                    ///< the first without, `from` for what is gone already
  std::vector<Concern> deprecated;  ///< those that are deprecated at `to`, and still served
  std::vector<Passed<analyzers::lifecycle::Brought>> brings;
  std::vector<Passed<analyzers::lifecycle::Taken>> takes;
  std::vector<analyzers::lifecycle::NodeFeatures> nodes;  ///< what is there and may not be used
  analyzers::lifecycle::WorkloadFeatures workloads;
  std::vector<std::string> unknown;  ///< what may make the answer another one

  /// The support of programs of that minor version today.
  analyzers::lifecycle::Support support_of(std::uint32_t minor) const {
    return releases.support_of(minor, today);
  }
  /// Whether something must change: now, or before the upgrade.
  bool needs_change() const;
};

/// Errors: a target that does not exist or is no picture, several pictures at once, versions that
/// are not told or go backwards, `cancelled`.
Result<std::unique_ptr<Lifecycle>> read_lifecycle(const LifecycleOptions& options);

}  // namespace bulwark::scan
