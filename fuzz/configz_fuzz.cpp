// SPDX-License-Identifier: Apache-2.0
// Reads its input as the answer of a kubelet's /configz, as live clusters are read: an object that
// is made of it has our kind and the node's name, is the same when it is redacted twice, and what
// is told of the kubelet by it is a document.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "extractors/config/components_of.h"
#include "formats/json.h"
#include "formats/json_write.h"
#include "model/redact.h"
#include "sources/cluster/configz.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bulwark;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.resize(size + formats::kJsonPadding);
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  const auto object = sources::cluster::read_configz({text.data(), size}, "n1", builder);
  require(builder.depth() == 0);
  if (!object) return 0;
  model::Resource resource;
  resource.root = model::redact(*object, pool);
  require(resource.kind() == "KubeletConfiguration" && resource.name() == "n1");
  require(resource.root.find("staticPodURLHeader") == nullptr);
  require(formats::json_text(model::redact(resource.root, pool)) ==
          formats::json_text(resource.root));
  const auto none = [](std::string_view, std::string_view, std::string_view) {
    return static_cast<const formats::Value*>(nullptr);
  };
  const auto found = extractors::config::components_of(resource, none, builder);
  require(found.size() == 1 && found[0].root.text("kind") == "Kubelet");
  return 0;
}
