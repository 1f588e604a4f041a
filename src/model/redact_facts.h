// SPDX-License-Identifier: Apache-2.0
// What the keys of a map say about the values beside them; found once for each shape.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/value.h"

namespace bulwark::model {

/// Where in an object a value stands. Only what can hold a credential there is looked at.
enum class Setting : std::uint8_t {
  anywhere,      ///< of a kind whose fields nobody knows: everything is looked at
  secret,        ///< under a key that names a secret
  workload,      ///< a built-in kind that carries a pod template, or its spec
  pod_template,  ///< has metadata and spec, as a Pod has
  metadata,      ///< of an object or a template: its annotations
  pod_spec,      ///< its containers and volumes
  container,     ///< and lists of them
  volume,        ///< and lists of them
  words,         ///< a command line
  annotations,   ///< keys have a domain before the name
  names,         ///< maps of names by which objects are found: they stay as they are
  nothing,       ///< not looked at
};

/// One entry of a map.
struct KeyFacts {
  Setting place = Setting::nothing;  ///< of its value
  bool password = false;             ///< a number beside it is one too
  bool dropped = false;              ///< the annotation that repeats the object
};

struct ShapeFacts {
  std::vector<KeyFacts> keys;  ///< one for each key of the shape
  bool quiet = true;           ///< nothing in such a map is looked at
  int name = -1;               ///< slot of what names the value beside it: `name: DB_PASSWORD`
  std::vector<std::uint32_t> values;  ///< slots of such values
  bool may_be_secret = false;         ///< has a kind, and data or stringData
};

/// Not thread-safe. Shapes must be those of one pool, since they are known by their address.
class FactBook {
 public:
  const ShapeFacts& of(const formats::Shape* shape, Setting place) {
    // The high bits of addresses are free.
    const std::uint64_t id = reinterpret_cast<std::uint64_t>(shape) ^
                             (static_cast<std::uint64_t>(place) << 56U);
    Recent& recent = recent_[(id ^ (id >> 12U) ^ (id >> 54U)) / 8 % recent_.size()];
    if (recent.id != id) recent = {id, &find(id, *shape, place)};
    return *recent.facts;
  }

 private:
  struct Recent {
    std::uint64_t id = 0;
    const ShapeFacts* facts = nullptr;
  };
  const ShapeFacts& find(std::uint64_t id, const formats::Shape& shape, Setting place);

  std::array<Recent, 512> recent_{};  ///< most objects are like the one before
  std::unordered_map<std::uint64_t, std::unique_ptr<ShapeFacts>> known_;
};

/// Of the root of an object of that kind; its metadata is looked at in any case.
Setting place_of(std::string_view api_version, std::string_view kind);

}  // namespace bulwark::model
