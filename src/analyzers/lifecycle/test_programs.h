// SPDX-License-Identifier: Apache-2.0
// For tests: a picture with nodes and components of given versions.
#pragma once

#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>

#include "formats/builder.h"
#include "formats/json.h"
#include "model/inventory.h"

namespace bulwark::analyzers::lifecycle::test {

class Picture {
 public:
  /// `cluster`: its name; empty: manifests.
  explicit Picture(const std::string& cluster = "shop") {
    inventory.sources.push_back(
        {.name = cluster, .file = {}, .text = {}, .cluster = !cluster.empty()});
    inventory.segments.push_back({std::make_unique<formats::Pool>(1, 42), {}});
  }

  model::Resource& add(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding, ' ');
    formats::Builder builder(*inventory.segments[0].pool);
    const auto document = formats::JsonReader().read(std::string_view(text).substr(0, size),
                                                     builder, {});
    model::Resource& made = inventory.segments[0].resources.emplace_back();
    made.root = document.value().root;
    return made;
  }

  Picture& node(std::string_view name, std::string_view version) {
    add(fmt::format(R"({{"apiVersion":"v1","kind":"Node","metadata":{{"name":"{}"}},)"
                    R"("status":{{"nodeInfo":{{"kubeletVersion":"{}"}}}}}})",
                    name, version));
    return *this;
  }

  Picture& component(std::string_view kind, std::string_view version, std::string_view name = "a") {
    add(fmt::format(R"({{"apiVersion":"bulwark.dev/v1","kind":"{}","metadata":{{"name":"{}"}},)"
                    R"("spec":{{"version":"{}"}}}})",
                    kind, name, version));
    return *this;
  }

  model::Inventory inventory;
};

}  // namespace bulwark::analyzers::lifecycle::test
