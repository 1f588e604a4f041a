// SPDX-License-Identifier: Apache-2.0
// Which known vulnerabilities a cluster, a snapshot, manifests or a version of Kubernetes have.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzers/cve/match.h"
#include "base/result.h"
#include "knowledge/cve.h"
#include "scan/bring_in.h"

namespace bulwark::scan {

struct CveOptions : PictureOptions {
  bool picture = true;       ///< false: nothing is read; only what is named below is asked for
  std::string kube_version;  ///< "1.29.3"; empty: not asked for
  std::vector<std::pair<std::string, std::string>> components;  ///< name and version
  std::vector<std::string> feeds;                               ///< as load_cves() takes them
  bool shipped = true;                                          ///< the shipped set too
  analyzers::cve::MatchOptions match;
};

/// All else points into the set and the inventory.
struct CveCheck {
  CveCheck() = default;
  CveCheck(const CveCheck&) = delete;
  CveCheck& operator=(const CveCheck&) = delete;

  model::Inventory inventory;
  std::string cluster;  ///< its name; empty: manifests, or nothing was read
  knowledge::CveSet set;
  std::vector<analyzers::cve::Matched> components;
  std::vector<std::string> unknown;  ///< what may make the answer another one, sorted
};

/// Errors: as load_cves()' and bring_in()'s; several pictures at once; a picture in which no
/// component is told (`not_found`); `cancelled`.
Result<std::unique_ptr<CveCheck>> check_cves(const CveOptions& options);

}  // namespace bulwark::scan
