// SPDX-License-Identifier: Apache-2.0
// Reading and matching of the expected list.
#include "scan/expected.h"

#include <algorithm>

#include "base/text.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "model/kinds.h"
#include "policy/catalogue.h"
#include "policy/subjects.h"

namespace bulwark::scan {
namespace {

using formats::Fields;
using formats::Value;

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
  entry.namespaces = TRY(matching.texts("namespace"));
  entry.resources = TRY(matching.texts("name"));
  entry.images = TRY(matching.texts("image"));
  TRY_VOID(matching.finish());
  return entry;
}

bool any_matches(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_match(glob, text); });
}

bool fits(const std::vector<std::string>& globs, std::string_view text) {
  return globs.empty() || any_matches(globs, text);
}

// The container that a path such as spec.template.spec.containers[1].ports[0] is in; null when in
// none.
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
  if (expected.images.empty()) return true;
  if (const Value* container = container_at(finding))
    return any_matches(expected.images, container->text("image"));
  const model::PodTemplate pod = model::pod_template_of(finding.resource->root);
  if (pod.value == nullptr) return false;
  for (const policy::ContainerList& list : policy::kContainerLists) {
    const Value* containers = pod.value->at("spec", list.field);
    if (containers == nullptr) continue;
    const auto items = containers->items();
    if (!std::all_of(items.begin(), items.end(), [&](const Value& one) {
          return any_matches(expected.images, one.text("image"));
        })) {
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

bool concerns(const Expected& expected, const model::Control& control) {
  return any_matches(expected.controls, control.id);
}

bool covers(const Expected& expected, const model::Finding& finding) {
  const model::Resource& resource = *finding.resource;
  return fits(expected.kinds, resource.kind()) &&
         fits(expected.namespaces, resource.name_space()) &&
         fits(expected.resources, resource.name()) && image_matches(expected, finding);
}

}  // namespace bulwark::scan
