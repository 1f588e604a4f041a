// SPDX-License-Identifier: Apache-2.0
// What questions about many objects found, and what they could not know.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/resource.h"

namespace bulwark::analyzers::references {

/// A control that does not hold at one place of one resource.
struct Found {
  std::string_view control;
  const model::Resource* resource = nullptr;
  std::string path;  ///< within the resource
  std::string message;
  std::uint32_t instances = 1;  ///< resources that it stands for
};

/// Points into the inventory.
struct Findings {
  std::vector<Found> found;
  /// What is not in the picture, which may be because the picture is only a part: "Secret shop/db".
  std::vector<std::string> unknown;
  /// What a control could not be asked of; the message says why.
  std::vector<Found> not_evaluated{};
  /// Control -> the first of these that kept it from an answer.
  std::map<std::string_view, std::string> unsure;

  void add_unknown(std::string_view control, std::string what) {
    unsure.try_emplace(control, what);
    unknown.push_back(std::move(what));
  }
};

}  // namespace bulwark::analyzers::references
