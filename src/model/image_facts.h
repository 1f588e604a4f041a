// SPDX-License-Identifier: Apache-2.0
// Image facts: what was read of one image, before it becomes a document for controls
// (extractors/config/image_configuration.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bulwark::model {

/// One entry of an image's history.
struct ImageStep {
  std::string created_by;
  bool inherited = false;  ///< of the base image, where it is known which layers are that
};

/// Texts are as the image's configuration has them; empty: it does not say. What is `nullopt` was
/// not looked for: whatever asks for it is not evaluated.
struct ImageFacts {
  std::string name;     ///< as it was asked for: "registry.example.com/shop/cart:1.2"
  std::string digest;   ///< of its manifest: "sha256:..."
  std::string created;  ///< RFC 3339
  std::optional<std::int64_t> age_days;
  std::optional<std::string> user = std::string();  ///< "" is root
  std::vector<std::string> env;                     ///< "NAME=value"
  std::vector<std::string> ports;                   ///< "8080/tcp"
  std::vector<std::string> entrypoint, command, shell;
  std::vector<std::string> health_check;  ///< its Test: "NONE", "CMD" ..., "CMD-SHELL" ...
  std::map<std::string, std::string> labels;
  std::vector<std::string> volumes;
  std::string stop_signal;
  std::string base_name, base_digest;  ///< where it is known
  std::vector<ImageStep> history;      ///< the oldest first
  /// Paths, from the root, without a slash in front.
  std::optional<std::vector<std::string>> setuid_files, shells, package_managers;
};

}  // namespace bulwark::model
