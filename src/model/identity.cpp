// SPDX-License-Identifier: Apache-2.0
// Texts with one part a line: no part holds a line break that Kubernetes would accept.
#include "model/identity.h"

#include "formats/path.h"
#include "model/kinds.h"

namespace bulwark::model {

std::string object_identity(const Resource& resource) {
  const std::string_view name_space = resource.name_space();
  std::string out(split_api_version(resource.api_version()).group);
  out.append("\n").append(resource.kind()).append("\n");
  out.append(name_space == "default" ? std::string_view() : name_space);
  return out.append("\n").append(resource.name());
}

std::string place_identity(const Finding& finding) {
  std::string out = finding.control().id + "\n";
  const std::string path = finding.path();
  const auto steps = formats::parse_path(path);
  if (!steps) return out + path;
  const formats::Value* at = &finding.resource->root;
  for (const formats::PathStep& step : *steps) {
    if (!step.index) {
      out.append(".").append(step.key);
      at = at == nullptr ? nullptr : at->find(step.key);
      continue;
    }
    const bool there = at != nullptr && *step.index < at->items().size();
    at = there ? &at->items()[*step.index] : nullptr;
    const std::string_view name = there ? at->text("name") : std::string_view();
    out += name.empty() ? formats::item_step(*step.index) : "[" + std::string(name) + "]";
  }
  return out;
}

}  // namespace bulwark::model
