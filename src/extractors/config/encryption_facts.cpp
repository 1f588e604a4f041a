// SPDX-License-Identifier: Apache-2.0
// Entries in their order.
#include "extractors/config/encryption_facts.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/encryption_keys.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

bool is_about(const Value& entry, std::string_view resource) {
  return std::ranges::any_of(formats::items_of(entry, "resources"), [&](const Value& one) {
    if (!one.is_string()) return false;
    std::string_view name = one.as_string();
    if (name == "*." || name == "*.*") return true;
    if (name.ends_with('.')) name.remove_suffix(1);  // of the core group, written out
    return name == resource;
  });
}

// An entry of `providers` has one of them. An API server takes kms without a version for v1.
Result<std::string> name_of(const Value& provider) {
  if (!provider.is_map() || provider.size() != 1)
    return fail(ErrorCode::malformed, "names not exactly one provider");
  const std::string_view name = provider.shape()->keys[0];
  if (name != "kms") return std::string(name);
  const std::string_view version = provider.values()[0].text("apiVersion");
  if (!version.empty() && version != "v1" && version != "v2")
    return fail(ErrorCode::malformed, fmt::format("kms has no version '{}'", version));
  return version == "v2" ? "kms-v2" : "kms-v1";
}

void copy(const Value& value, Builder& builder) {
  if (value.is_string()) return builder.string(value.as_string());
  if (value.is_list()) {
    builder.begin_list();
    for (const Value& item : value.items()) copy(item, builder);
    return builder.end_list();
  }
  if (!value.is_map()) return builder.scalar(value);
  builder.begin_map();
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.shape()->keys[i];
    const Value& one = value.values()[i];
    if (key != "secret") {
      builder.key(key);
      copy(one, builder);
      continue;
    }
    const auto bytes = one.is_string() ? model::encryption_key_bytes(one.as_string())
                                       : std::nullopt;
    if (!bytes) continue;
    builder.key("bytes");
    builder.scalar(Value::integer(static_cast<std::int64_t>(*bytes)));
  }
  builder.end_map();
}

}  // namespace

Result<Encryption> encryption_of(const Value& file, std::string_view resource) {
  Encryption out;
  const auto entries = formats::items_of(file, "resources");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string place = "resources" + formats::item_step(i) + ".providers";
    const auto providers = formats::items_of(entries[i], "providers");
    if (providers.empty()) return fail(ErrorCode::malformed, "is empty", place);
    for (std::size_t j = 0; j < providers.size(); ++j) {
      auto name = name_of(providers[j]);
      if (!name)
        return std::unexpected(std::move(name.error()).context(place + formats::item_step(j)));
      if (j > 0 || out.entry || !is_about(entries[i], resource)) continue;
      out.provider = *name;
      out.entry = i;
    }
  }
  return out;
}

Value with_key_lengths(const Value& file, Builder& builder) {
  copy(file, builder);
  return builder.finish();
}

}  // namespace bulwark::extractors::config
