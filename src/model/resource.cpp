// SPDX-License-Identifier: Apache-2.0
// Identity of a resource, read from its own fields.
#include "model/resource.h"

namespace bulwark::model {

std::string_view Resource::name() const {
  const formats::Value* metadata = root.find("metadata");
  if (metadata == nullptr) return {};
  const std::string_view name = metadata->text("name");
  return name.empty() ? metadata->text("generateName") : name;
}

std::string_view Resource::name_space() const {
  const formats::Value* metadata = root.find("metadata");
  return metadata == nullptr ? std::string_view{} : metadata->text("namespace");
}

std::string Resource::title() const {
  std::string out(kind());
  out += ' ';
  if (!name_space().empty()) out.append(name_space()).append("/");
  out += name();
  return out;
}

}  // namespace bulwark::model
