// SPDX-License-Identifier: Apache-2.0
// Puts the paths of a fix where its finding is: in the item, or on the pod around it.
#include "scan/fix_edits.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/json_write.h"
#include "formats/path.h"
#include "model/kinds.h"

namespace bulwark::scan {
namespace {

using formats::Value;

class EditsOfFinding {
 public:
  explicit EditsOfFinding(const model::Finding& finding)
      : root_(finding.resource->root), item_(*finding.item), fix_(finding.control().fix) {
    if (finding.resource->list_item != model::Resource::kNotInList)
      prefix_ = "items" + formats::item_step(finding.resource->list_item);
  }

  Result<std::vector<formats::Edit>> run() {
    for (const auto& [path, json] : fix_.set) TRY_VOID(set(place(path), json));
    for (const auto& [path, texts] : fix_.keep) keep(place(path), texts);
    return std::move(edits_);
  }

 private:
  // Where a path of the fix leads, within the object.
  std::string place(const std::string& path) const {
    const std::string own = formats::join_path(item_, path);
    if (!fix_.on_pod || formats::value_at(root_, own) != nullptr) return own;
    const std::string pod(model::pod_template_of(root_).path);
    return formats::join_path(formats::join_path(pod, "spec"), path);
  }

  Result<void> set(const std::string& path, const std::string& json) {
    const Value* old = formats::value_at(root_, path);
    if (json == "null") {
      if (old != nullptr) edit(path, std::nullopt);
      return {};
    }
    if (old != nullptr && holds_objects(*old)) {
      return fail(ErrorCode::unsupported,
                  fmt::format("{} has contents of its own that would be lost", path));
    }
    if (old == nullptr || formats::json_text(*old) != json) edit(path, json);
    return {};
  }

  // More than a word or a list of words, which a fix may replace.
  static bool holds_objects(const Value& value) {
    const auto collection = [](const Value& one) { return one.is_map() || one.is_list(); };
    return (value.is_map() && value.size() > 0) ||
           std::any_of(value.items().begin(), value.items().end(), collection);
  }

  void keep(const std::string& path, const std::vector<std::string>& texts) {
    const Value* list = formats::value_at(root_, path);
    if (list == nullptr || !list->is_list()) return;
    std::vector<std::uint32_t> gone;
    for (std::uint32_t i = 0; i < list->size(); ++i) {
      const Value& item = list->items()[i];
      if (!item.is_string() ||
          std::find(texts.begin(), texts.end(), item.as_string()) == texts.end())
        gone.push_back(i);
    }
    if (gone.size() == list->size()) {
      if (!gone.empty()) edit(path, std::nullopt);
      return;
    }
    for (const std::uint32_t i : gone) edit(path + formats::item_step(i), std::nullopt);
  }

  void edit(const std::string& path, std::optional<std::string> json) {
    edits_.push_back({formats::join_path(prefix_, path), std::move(json)});
  }

  const Value& root_;
  const std::string& item_;
  const model::Fix& fix_;
  std::string prefix_;
  std::vector<formats::Edit> edits_;
};

bool is(const Value* value, bool wanted) {
  return value != nullptr && value->is_bool() && value->as_bool() == wanted;
}

bool adds_admin(const Value& context) {
  const Value* add = context.at("capabilities", "add");
  if (add == nullptr) return false;
  return std::any_of(add->items().begin(), add->items().end(), [](const Value& one) {
    return one.is_string() &&
           (one.as_string() == "SYS_ADMIN" || one.as_string() == "CAP_SYS_ADMIN");
  });
}

}  // namespace

Result<std::vector<formats::Edit>> edits_of(const model::Finding& finding) {
  return EditsOfFinding(finding).run();
}

std::string why_refused(const Value& root) {
  const model::PodTemplate pod = model::pod_template_of(root);
  const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
  if (spec == nullptr) return {};
  for (const std::string_view field : {"containers", "initContainers", "ephemeralContainers"}) {
    const Value* list = spec->find(field);
    for (const Value& container : list == nullptr ? std::span<const Value>() : list->items()) {
      const Value* context = container.find("securityContext");
      if (context == nullptr || !is(context->find("allowPrivilegeEscalation"), false)) continue;
      if (is(context->find("privileged"), true))
        return "the API server refuses allowPrivilegeEscalation false beside privileged true";
      if (adds_admin(*context))
        return "the API server refuses allowPrivilegeEscalation false beside the capability "
               "SYS_ADMIN";
    }
  }
  return {};
}

}  // namespace bulwark::scan
