// SPDX-License-Identifier: Apache-2.0
// Control: what one rule of the catalogue says about itself. How it is evaluated is policy's
// business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

/// Whether a fix can break what works.
enum class FixGrade : std::uint8_t {
  inert,   ///< it cannot change how a correct workload behaves
  tested,  ///< it needs a test run
};

constexpr std::string_view name(FixGrade grade) {
  return grade == FixGrade::inert ? "inert" : "tested";
}

/// How to mend what a control finds.
struct Fix {
  std::string text;  ///< for a person: what to change and why that is enough
  /// For a machine: path within the item -> value as JSON text; null takes away what stands there.
  std::vector<std::pair<std::string, std::string>> set;
  /// Path of a list of texts -> the texts that may stay in it.
  std::vector<std::pair<std::string, std::vector<std::string>>> keep;
  FixGrade grade = FixGrade::tested;
  /// The paths are fields that a pod has for all its containers: what a container does not say
  /// itself is set on the pod.
  bool on_pod = false;

  /// False when no change that is known here mends it.
  bool by_machine() const { return !set.empty() || !keep.empty(); }
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
