// SPDX-License-Identifier: Apache-2.0
// CompiledControl: a control whose expressions are programs, for one Kubernetes version.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "cel/compile.h"
#include "cel/program.h"
#include "cel/read_set.h"
#include "policy/control_file.h"

namespace bulwark::policy {

/// The newest Kubernetes minor version that the catalogue knows.
inline constexpr std::uint32_t kNewestMinor = 37;
/// The Kubernetes minor version whose CEL environment controls are compiled with.
inline constexpr int kCelMinor = 34;

/// The variables of a control's expressions, by slot.
enum Slot : std::uint8_t {
  kObject,
  kPod,
  kContainer,
  kContainerType,
  kItem,
  kParams,
  kRequest,          ///< of a connection, with the next one
  kNamespaceObject,  ///< of the namespace that it goes to
  kFirstVariable,    ///< variables.<name>, in the order of the file
};

/// Immutable, shared by all threads. `file` must outlive it.
struct CompiledControl {
  const ControlFile* file = nullptr;
  const Rule* rule = nullptr;  ///< one of the file's: the texts of what is compiled here
  formats::Value parameters;
  std::vector<cel::Program> variables;
  std::optional<cel::Program> when;
  std::optional<cel::Program> require;  ///< always set once compiled
  std::optional<cel::Program> message;
  /// What `when`, `require` and `message` can reach through slots kObject to kItem, variables
  /// included. Two subjects that agree on all of it get the same answer.
  std::vector<cel::ReadPath> reads;
};

/// The rule of `file` that holds in `minor`; null when the control does not exist there yet.
const Rule* rule_at(const ControlFile& file, std::uint32_t minor);

/// `rule` is one of the file's. `parameters` are those in force: the file's own or a site's. Errors
/// name the field of the file.
Result<CompiledControl> compile_control(const ControlFile& file, const Rule& rule,
                                        formats::Value parameters);

}  // namespace bulwark::policy
