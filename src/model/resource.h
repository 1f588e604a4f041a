// SPDX-License-Identifier: Apache-2.0
// Resource: one Kubernetes object (or one of Bulwark's own documents) and where it was read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/value.h"

namespace bulwark::model {

/// The value lives in a pool of the Inventory that holds the resource, and so do all views that
/// these functions return.
struct Resource {
  static constexpr std::uint32_t kNotInList = 0xFFFFFFFF;

  formats::Value root;                   ///< always a map with string apiVersion and kind
  std::uint64_t offset = 0;              ///< first byte of its document in its source
  std::uint64_t length = 0;              ///< bytes of that document
  std::uint32_t source = 0;              ///< index into Inventory::sources
  std::uint32_t line = 1;                ///< of that first byte, from 1
  std::uint32_t list_item = kNotInList;  ///< index in `items` of the List document that carried it

  std::string_view api_version() const { return root.text("apiVersion"); }
  std::string_view kind() const { return root.text("kind"); }
  std::string_view name() const;  ///< metadata.name; metadata.generateName when there is no name
  std::string_view name_space() const;  ///< metadata.namespace; empty when none is given

  /// "Deployment shop/cart", for messages; the namespace is left out when none is given.
  std::string title() const;
};

}  // namespace bulwark::model
