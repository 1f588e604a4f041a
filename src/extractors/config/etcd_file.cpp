// SPDX-License-Identifier: Apache-2.0
// Keys are called as their flags are, but for those of TLS.
#include "extractors/config/etcd_file.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "formats/json_write.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

std::string text_of(const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (!value.is_list()) return formats::json_text(value);
  std::vector<std::string> texts;
  for (const Value& item : value.items()) texts.push_back(text_of(item));
  return join(texts, ",");
}

void add(const Value& map, std::string_view before, std::vector<GivenFlag>& out) {
  for (std::size_t i = 0; i < map.values().size(); ++i) {
    const Value& value = map.values()[i];
    if (!value.is_map() && !value.is_null())
      out.push_back({std::string(before) + std::string(map.shape()->keys[i]), text_of(value), 0});
  }
}

}  // namespace

std::vector<GivenFlag> etcd_file_flags(const Value& file) {
  std::vector<GivenFlag> out;
  add(file, "", out);
  if (const Value* client = file.find("client-transport-security")) add(*client, "", out);
  if (const Value* peer = file.find("peer-transport-security")) add(*peer, "peer-", out);
  return out;
}

}  // namespace bulwark::extractors::config
