// SPDX-License-Identifier: Apache-2.0
#include "sources/container/provenance.h"

#include <algorithm>
#include <optional>
#include <string>

#include "formats/value.h"
#include "model/package_url.h"
#include "sources/container/digest.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

constexpr std::string_view kPredicate = "https://slsa.dev/provenance/";
constexpr std::string_view kImages = "pkg:docker/";

// "pkg:docker/ghcr.io/team/app@1.2?platform=linux%2Famd64": the name as it stands in a Dockerfile.
std::optional<std::string> reference_of(std::string_view url) {
  if (!url.starts_with(kImages)) return std::nullopt;
  const auto parsed = model::package_from_url(url);
  if (!parsed) return std::nullopt;
  const model::Package& package = parsed->package;
  constexpr std::string_view kType = "docker/";
  const bool in_folder = package.name_space.starts_with(kType);
  std::string out = in_folder ? package.name_space.substr(kType.size()) + "/" : std::string();
  out += package.name;
  if (!package.version.empty()) out += ":" + package.version;
  return out;
}

void read_materials(const Value* list, std::vector<BaseName>& out) {
  if (list == nullptr || !list->is_list()) return;
  for (const Value& one : list->items()) {
    if (!one.is_map()) continue;
    const auto reference = reference_of(one.text("uri"));
    if (!reference) continue;
    const Value* sha256 = one.at("digest", "sha256");
    BaseName& base = out.emplace_back(BaseName{*reference, {}});
    if (sha256 != nullptr && sha256->is_string())
      base.digest = "sha256:" + std::string(sha256->as_string());
    if (!is_digest(base.digest)) base.digest.clear();
  }
}

}  // namespace

bool is_provenance(std::string_view predicate_type) {
  return predicate_type.starts_with(kPredicate);
}

Result<std::vector<BaseName>> images_of_build(std::string_view statement) {
  std::vector<BaseName> out;
  TRY_VOID(with_document(statement, [&](const Value& root) -> Result<void> {
    if (!root.is_map() || !is_provenance(root.text("predicateType")))
      return fail(ErrorCode::malformed, "it is no statement of provenance");
    read_materials(root.at("predicate", "materials"), out);
    read_materials(root.at("predicate", "buildDefinition", "resolvedDependencies"), out);
    return {};
  }));
  return out;
}

}  // namespace bulwark::sources::container
