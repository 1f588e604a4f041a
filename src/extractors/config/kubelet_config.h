// SPDX-License-Identifier: Apache-2.0
// Kubelet configuration: what a kubelet runs with, by its file, its drop-ins and its flags, in the
// order in which it lays them over each other.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "extractors/config/command_line.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

struct KubeletSettings {
  /// Of --config, then those of --config-dir in the order of their names. None: flags alone, whose
  /// own defaults are more open.
  std::vector<formats::Value> files;
  std::vector<GivenFlag> flags;
};

/// As a KubeletConfiguration, where a file is silent too. Error: a flag has a value that is none,
/// so that what it sets is not known. In the builder's pool.
Result<formats::Value> kubelet_config(const KubeletSettings& settings, formats::Builder& builder);

/// The words of an environment file's variable: KUBELET_KUBEADM_ARGS="--a=b --c" (systemd.exec(5)).
std::vector<std::string> words_of_variable(std::string_view file, std::string_view variable);

}  // namespace bulwark::extractors::config
