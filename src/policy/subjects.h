// SPDX-License-Identifier: Apache-2.0
// Subjects: the things in a resource that a control is asked about: the object, its pod, its
// containers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "formats/value.h"
#include "model/kinds.h"
#include "model/resource.h"

namespace bulwark::policy {

enum class ContainerType : std::uint8_t { regular, init, ephemeral };

struct ContainerList {
  ContainerType type;
  std::string_view name;   ///< what CEL calls it in `containerType`
  std::string_view field;  ///< of the pod spec
};

inline constexpr std::array<ContainerList, 3> kContainerLists{{
    {ContainerType::regular, "regular", "containers"},
    {ContainerType::init, "init", "initContainers"},
    {ContainerType::ephemeral, "ephemeral", "ephemeralContainers"},
}};

/// Which subject of a resource, in a few bytes; item_path() turns it into words.
struct ItemRef {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  enum class Of : std::uint8_t { object, pod, containers };
  Of of = Of::object;
  ContainerType type = ContainerType::regular;
  std::uint32_t container = kNone;
  std::uint32_t element = kNone;  ///< of the control's `each`
};

/// "spec.template.spec.containers[0].ports[1]"; `each` is the control's.
std::string item_path(const model::Resource& resource, const ItemRef& item, std::string_view each);

}  // namespace bulwark::policy
