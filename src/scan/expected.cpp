// SPDX-License-Identifier: Apache-2.0
// Reading and matching of the expected list.
#include "scan/expected.h"

#include <algorithm>

#include "base/text.h"
#include "formats/path.h"
#include "model/kinds.h"
#include "policy/catalogue.h"
#include "policy/fields.h"
#include "policy/subjects.h"

namespace bulwark::scan {
namespace {

using formats::Value;
using policy::Fields;

Result<Expected> read_entry(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Expected entry;
  entry.name = TRY(fields.text("name"));
  entry.reason = TRY(fields.text("reason"));
  entry.controls = TRY(fields.texts("controls"));
  const Value* match = TRY(fields.required("match"));
  TRY_VOID(fields.finish());
  Fields matching = TRY(Fields::of(*match, where + ".match"));
  entry.kinds = TRY(matching.texts("kind"));
  for (auto& [key, field] : {std::pair{"namespace", &entry.name_space}, {"name", &entry.resource},
                             {"image", &entry.image}}) {
    std::string text = TRY(matching.optional_text(key));
    if (!text.empty()) *field = std::move(text);
  }
  TRY_VOID(matching.finish());
  return entry;
}

// The container that a path such as spec.template.spec.containers[1].ports[0] is in; null when in none.
const Value* container_at(const model::Finding& finding) {
  const auto steps = formats::parse_path(*finding.item);
  if (!steps) return nullptr;
  const Value* at = &finding.resource->root;
  for (std::size_t i = 0; i < steps->size() && at != nullptr; ++i) {
    const formats::PathStep& step = (*steps)[i];
    if (!step.index) {
      at = at->find(step.key);
    } else {
      at = *step.index < at->items().size() ? &at->items()[*step.index] : nullptr;
      if ((*steps)[i - 1].key.ends_with("ontainers")) return at;
    }
  }
  return nullptr;
}

bool image_matches(const Expected& expected, const model::Finding& finding) {
  if (expected.image == "*") return true;
  if (const Value* container = container_at(finding)) return glob_match(expected.image, container->text("image"));
  const model::PodTemplate pod = model::pod_template_of(finding.resource->root);
  if (pod.value == nullptr) return false;
  for (const policy::ContainerList& list : policy::kContainerLists) {
    const Value* containers = pod.value->at("spec", list.field);
    if (containers == nullptr) continue;
    const auto items = containers->items();
    if (!std::all_of(items.begin(), items.end(),
                     [&](const Value& one) { return glob_match(expected.image, one.text("image")); })) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<std::vector<Expected>> read_expected(std::string_view text, policy::Catalogue& catalogue) {
  const Value document = TRY(catalogue.read_document(text));
  Fields fields = TRY(Fields::of(document, ""));
  const Value* list = TRY(fields.required("expected"));
  TRY_VOID(fields.finish());
  std::vector<Expected> out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    out.push_back(TRY(read_entry(list->items()[i], "expected" + formats::item_step(i))));
  }
  return out;
}

bool matches(const Expected& expected, const model::Finding& finding) {
  const model::Resource& resource = *finding.resource;
  const auto any = [](const std::vector<std::string>& globs, std::string_view text) {
    return std::any_of(globs.begin(), globs.end(), [&](const auto& glob) { return glob_match(glob, text); });
  };
  return any(expected.controls, finding.control().id) && (expected.kinds.empty() || any(expected.kinds, resource.kind())) &&
         glob_match(expected.name_space, resource.name_space()) && glob_match(expected.resource, resource.name()) &&
         image_matches(expected, finding);
}

}  // namespace bulwark::scan
