// SPDX-License-Identifier: Apache-2.0
// {"kubeletconfig": {...}} gets a kind and a name.
#include "sources/cluster/configz.h"

#include <algorithm>
#include <array>

#include "formats/json.h"

namespace bulwark::sources::cluster {
namespace {

using formats::Value;

// Ours, whatever the node says of them; and what may be a credential.
constexpr std::array<std::string_view, 5> kLeftOut{"apiVersion", "kind", "metadata", "status",
                                                   "staticPodURLHeader"};

}  // namespace

Result<Value> read_configz(std::string_view text, std::string_view node,
                           formats::Builder& builder) {
  formats::DocumentOptions options;
  options.resource = false;
  options.limits.bytes = kLargestConfigz;
  const formats::Document document = TRY(formats::JsonReader().read(text, builder, options));
  const Value* config = document.root.is_map() ? document.root.find("kubeletconfig") : nullptr;
  if (config == nullptr || !config->is_map())
    return fail(ErrorCode::malformed, "the answer is no configuration of a kubelet");
  builder.begin_map(formats::Sharing::unique);
  builder.key("apiVersion");
  builder.string("kubelet.config.k8s.io/v1beta1");
  builder.key("kind");
  builder.string("KubeletConfiguration");
  builder.key("metadata");
  builder.begin_map(formats::Sharing::unique);
  builder.key("name");
  builder.string(node);
  builder.end_map();
  for (std::size_t i = 0; i < config->size(); ++i) {
    const std::string_view key = config->shape()->keys[i];
    if (std::ranges::count(kLeftOut, key) > 0) continue;
    builder.key(key);
    builder.scalar(config->values()[i]);
  }
  builder.end_map();
  return builder.finish();
}

}  // namespace bulwark::sources::cluster
