// SPDX-License-Identifier: Apache-2.0
// Control: what one rule of the catalogue says about itself. How it is evaluated is policy's
// business.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/layer.h"

namespace bulwark::model {

/// One framework's name for a control: framework "cis-1.12", id "5.2.2".
struct FrameworkId {
  std::string framework;
  std::string id;
  bool operator==(const FrameworkId&) const = default;
};

/// How to mend what a control finds.
struct Fix {
  std::string text;  ///< for a person: what to change and why that is enough
  /// For a machine: path within the item -> value as JSON text. Empty when no single change mends
  /// it.
  std::vector<std::pair<std::string, std::string>> set;
  bool operator==(const Fix&) const = default;
};

struct Control {
  std::string id;  ///< stable, never reused: "privileged-container"
  std::string title;
  Layer layer = Layer::container;
  Severity severity = Severity::medium;
  std::string why;  ///< why it matters, in a sentence or two
  Fix fix;
  std::vector<FrameworkId> frameworks;  ///< sorted by framework, then id
  std::vector<std::string> references;  ///< URLs
  bool operator==(const Control&) const = default;
};

}  // namespace bulwark::model
