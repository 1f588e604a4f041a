// SPDX-License-Identifier: Apache-2.0
// Used images: which images the workloads of a picture name, and which of them run.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace bulwark::scan {

/// A Secret by its namespace and name.
struct PullSecret {
  std::string name_space, name;
  auto operator<=>(const PullSecret&) const = default;
};

struct UsedImage {
  std::string name;          ///< as workloads write it: "shop/cart:1.2"
  std::string reference;     ///< what runs: by its digest, where the status of pods tells it
  std::uint32_t source = 0;  ///< index into Inventory::sources: the cluster, or a file that names
                             ///< it
  std::vector<std::string> users;  ///< "Deployment shop/cart", each once, sorted
  /// Secrets that pods with it are pulled by, of the pods themselves and of their service accounts.
  std::set<PullSecret> pull_secrets;
};

/// Sorted by cluster, then name, then reference; images of all files stand together. A workload
/// that another one owns is told as its owner. What is no reference at all is there too: whoever
/// reads it says so.
std::vector<UsedImage> used_images(const model::Inventory& inventory);

}  // namespace bulwark::scan
