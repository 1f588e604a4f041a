// SPDX-License-Identifier: Apache-2.0
// The answer of `net explain`: what decides on a connection, where that stands, and which change
// alters it.
#pragma once

#include <string>
#include <vector>

#include "analyzers/network/change.h"
#include "model/locator.h"
#include "scan/network.h"

namespace bulwark::cli {

/// One pair of pods that look alike, or of a pod and a range outside.
struct NetExplanation {
  std::string from, to;  ///< titles
  analyzers::network::Pair pair;
  analyzers::network::Connections asked;                      ///< what --port names, or all
  analyzers::network::Connections allowed;                    ///< all that is
  std::vector<analyzers::network::Decision> egress, ingress;  ///< empty where that end is no pod
  std::vector<analyzers::network::Change> changes;
  std::vector<std::string> notes;

  /// Of what was asked.
  analyzers::network::Connections granted() const;
};

NetExplanation explain_pair(const scan::NetworkPicture& picture, std::string from, std::string to,
                            const analyzers::network::Pair& pair,
                            const analyzers::network::Connections& asked);

std::string explanation_text(const NetExplanation& one, const scan::NetworkPicture& picture,
                             model::Locator& locator);
/// An object.
std::string explanation_json(const NetExplanation& one, const scan::NetworkPicture& picture,
                             model::Locator& locator);

}  // namespace bulwark::cli
