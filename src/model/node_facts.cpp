// SPDX-License-Identifier: Apache-2.0
#include "model/node_facts.h"

namespace bulwark::model {

bool is_node_facts(const formats::Value& root) {
  if (root.text("kind") != "ConfigMap" || root.text("apiVersion") != "v1") return false;
  const formats::Value* metadata = root.find("metadata");
  return metadata != nullptr && metadata->text("namespace") == kNodeFactsNamespace &&
         metadata->text("name").starts_with(kNodeFactsPrefix) &&
         root.at("metadata", "labels", kNodeFactsLabel) != nullptr;
}

}  // namespace bulwark::model
