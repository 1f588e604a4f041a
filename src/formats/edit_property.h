// SPDX-License-Identifier: Apache-2.0
// For tests and fuzzing: what must hold after any edit of any text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "formats/yaml.h"
#include "formats/yaml_edit.h"

namespace bulwark::formats {

/// Sets `path` to `json`, once and again. Empty when all is well, else what is wrong: the value
/// does not stand there, a line was changed that no edit speaks of, or a second time changes
/// something.
inline std::string wrong_after_set(std::string_view text, const std::string& path,
                                   const std::string& json) {
  const std::vector<Edit> edits{{path, json}};
  const Result<std::string> out = edit_text(text, TextFormat::yaml, edits);
  if (!out) return out.error().message.empty() ? "an error without words" : "";
  Pool pool(1, 1);
  Builder builder(pool);
  DocumentOptions options;
  options.resource = options.drop_nulls = false;
  const auto read = YamlReader().read(*out, builder, options);
  if (!read) return "the result does not read";
  const std::string padded = json + std::string(kJsonPadding, ' ');
  const auto wanted = JsonReader().read(std::string_view(padded).substr(0, json.size()), builder,
                                        options);
  const Value* got = value_at(read->root, path);
  if (!wanted || got == nullptr || !deep_equal(*got, wanted->root))
    return "the value does not stand there";
  const Result<std::string> again = edit_text(*out, TextFormat::yaml, edits);
  if (!again || *again != *out) return "a second time changes it again";
  return {};
}

}  // namespace bulwark::formats
