// SPDX-License-Identifier: Apache-2.0
// One document, which is no object of the API.
#include "extractors/config/config_file.h"

#include "formats/yaml.h"

namespace bulwark::extractors::config {

Result<formats::Value> read_config(std::string_view text, formats::Builder& builder) {
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document read = TRY(formats::YamlReader().read(text, builder, options));
  if (read.root.is_map()) return read.root;
  return fail(ErrorCode::malformed, "is no map");
}

}  // namespace bulwark::extractors::config
