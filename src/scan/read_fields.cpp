// SPDX-License-Identifier: Apache-2.0
// Read paths against the fields of a resource's root.
#include "scan/read_fields.h"

#include <algorithm>
#include <span>

#include "formats/resource_level.h"

namespace bulwark::scan {
namespace {

using cel::ReadStep;

// Whether `path` begins at a resource's root. A container is no root, nor is what `each` names; a
// pod may be one.
bool begins_at_root(const policy::CompiledControl& control, const cel::ReadPath& path) {
  const auto of = [&](policy::SubjectKind::Of kind) {
    return std::any_of(control.file->subjects.begin(), control.file->subjects.end(),
                       [&](const policy::SubjectKind& subject) { return subject.of == kind; });
  };
  const bool item_is_root = control.file->each.empty() && (of(policy::SubjectKind::Of::resource) ||
                                                           of(policy::SubjectKind::Of::pod));
  return path.slot == policy::kObject || path.slot == policy::kPod ||
         (path.slot == policy::kItem && item_is_root);
}

// Whether some path from a root passes `reaches`.
template <class Reaches>
bool any_path(const policy::Chosen& chosen, Reaches reaches) {
  return std::any_of(chosen.controls.begin(), chosen.controls.end(), [&](const auto& control) {
    return std::any_of(control.reads.begin(), control.reads.end(), [&](const auto& path) {
      return begins_at_root(control, path) && reaches(std::span(path.steps));
    });
  });
}

bool is_field(const ReadStep& step, std::string_view name) {
  return step.kind == ReadStep::Kind::field && step.field == name;
}

bool reaches_status(std::span<const ReadStep> steps) {
  return steps.empty() || steps[0].kind == ReadStep::Kind::each || is_field(steps[0], "status");
}

bool reaches_server_metadata(std::span<const ReadStep> steps) {
  if (steps.empty() || steps[0].kind == ReadStep::Kind::each) return true;
  if (!is_field(steps[0], "metadata")) return false;
  if (steps.size() == 1 || steps[1].kind == ReadStep::Kind::each) return true;
  return steps[1].kind == ReadStep::Kind::field && formats::is_server_metadata(steps[1].field);
}

}  // namespace

bool reads_status(const policy::Chosen& chosen) { return any_path(chosen, reaches_status); }

bool reads_server_metadata(const policy::Chosen& chosen) {
  return any_path(chosen, reaches_server_metadata);
}

}  // namespace bulwark::scan
