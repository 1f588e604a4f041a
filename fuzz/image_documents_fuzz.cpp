// SPDX-License-Identifier: Apache-2.0
// Reads its input as each document of an image and of a registry's credentials: digests that come
// of it are ones, and no list is longer than its limit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sources/container/challenge.h"
#include "sources/container/credentials.h"
#include "sources/container/digest.h"
#include "sources/container/image_config.h"
#include "sources/container/manifest.h"
#include "sources/container/provenance.h"
#include "tells_why.h"

namespace {

using namespace bulwark::sources::container;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto manifest = parse_manifest(text)) {
    for (const Descriptor& one : manifest->index.manifests) require(is_digest(one.digest));
    for (const Descriptor& one : manifest->manifest.layers) require(is_digest(one.digest));
    require(manifest->type != DocumentType::other);
  }
  if (const auto layers = parse_attestation(text))
    for (const Descriptor& one : *layers) require(is_digest(one.digest));
  if (const auto images = images_of_build(text))
    for (const BaseName& one : *images) require(one.digest.empty() || is_digest(one.digest));
  if (const auto config = parse_image_config(text)) {
    for (const std::string& one : config->diff_ids) require(is_digest(one));
    require(config->steps_of_layers(3).size() == 3);
  }
  tells_why(parse_credential_file(text));
  tells_why(parse_helper_output(text));
  for (const Challenge& one : parse_challenges(text)) require(!one.scheme.empty());
  return 0;
}
