// SPDX-License-Identifier: Apache-2.0
// Config: what a site says in bulwark.yaml: waivers, which annotations may waive, parameters of
// controls.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"
#include "model/layer.h"

namespace bulwark::policy {
class Catalogue;
}

namespace bulwark::scan {

/// An accepted risk (`control`) or an accepted gap in coverage (`gap`), until a date. Globs in all
/// fields but reason.
struct Waiver {
  std::string control;         ///< empty when it is for a gap
  std::string gap;             ///< matches Problem::what; empty when it is for findings
  std::string resource = "*";  ///< "Deployment/cart", or the name alone
  std::string name_space = "*";
  std::string cluster = "*";  ///< anything but "*" matches only what comes from a cluster
  std::string reason;
  std::string expires;  ///< "2027-01-31": the last day on which it holds

  std::string title() const;  ///< "waiver for privileged-container on DaemonSet/agent in
                              ///< monitoring"
};

/// Which findings the annotation waive.bulwark/<control> on a resource may waive.
struct AnnotationRule {
  std::string control;  ///< glob
  model::Severity worst = model::Severity::medium;
};

struct Config {
  std::vector<Waiver> waivers;
  std::vector<AnnotationRule> annotations;
  std::map<std::string, formats::Value> parameters;  ///< by control id; values live in the
                                                     ///< catalogue's pool
  std::vector<std::string> enable, disable;          ///< control ids, globs allowed
  std::vector<std::string> policies;  ///< files and folders of admission policies, as they are
                                      ///< written: relative to the configuration
  bool complete = false;              ///< the manifests are everything that their namespaces hold
  bool expected = true;               ///< use the shipped list of what platform workloads may do
};

/// Reads bulwark.yaml strictly; unknown control ids are errors. docs/configuration.md describes it.
Result<Config> read_config(std::string_view text, policy::Catalogue& catalogue);

}  // namespace bulwark::scan
