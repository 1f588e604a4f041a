// SPDX-License-Identifier: Apache-2.0
// Lists of knowledge/, each role with the versions that have it so.
#include "scan/default_roles.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

#include "formats/builder.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "formats/yaml.h"
#include "policy/catalogue.h"
#include "policy/embedded.h"

namespace bulwark::scan {
namespace {

using formats::Fields;
using formats::Value;

constexpr std::array<std::string_view, 2> kLists{"cluster-roles.yaml", "controller-roles.yaml"};
constexpr std::uint32_t kOldestKnown = 27;
constexpr std::uint16_t kPool = 0xFFFE;  // none of those that workers read into

bool is_minor(const Value& value) {
  return value.is_int() && value.as_int() >= kOldestKnown && value.as_int() <= policy::kNewestMinor;
}

Result<void> read_entry(const Value& value, const std::string& where, std::uint32_t minor,
                        model::Segment& segment) {
  Fields fields = TRY(Fields::of(value, where));
  const Value* versions = TRY(fields.required("versions"));
  const Value* role = TRY(fields.required("role"));
  TRY_VOID(fields.finish());
  const auto bounds = versions->items();
  if (bounds.size() != 2 || !is_minor(bounds[0]) || !is_minor(bounds[1]))
    return std::unexpected(fields.error("versions", "must be two minor versions"));
  if (!role->is_map() || role->text("kind") != "ClusterRole")
    return std::unexpected(fields.error("role", "must be a ClusterRole"));
  if (minor < bounds[0].as_int() || minor > bounds[1].as_int()) return {};
  segment.resources.push_back({.root = *role});
  segment.resources.back().offset = segment.resources.size();
  return {};
}

}  // namespace

Result<void> read_default_roles(std::string_view text, std::uint32_t minor,
                                model::Segment& segment) {
  formats::Builder builder(*segment.pool);
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document document = TRY(formats::YamlReader().read(text, builder, options));
  Fields fields = TRY(Fields::of(document.root, ""));
  const Value* list = TRY(fields.required("roles"));
  TRY_VOID(fields.finish());
  for (std::size_t i = 0; i < list->items().size(); ++i)
    TRY_VOID(read_entry(list->items()[i], "roles" + formats::item_step(i), minor, segment));
  return {};
}

Result<model::Segment> default_roles(std::uint32_t minor, std::uint64_t seed) {
  minor = std::clamp(minor, kOldestKnown, policy::kNewestMinor);
  model::Segment segment{std::make_unique<formats::Pool>(kPool, seed), {}};
  for (const policy::EmbeddedFile& file : policy::embedded_knowledge()) {
    if (std::ranges::find(kLists, file.path) == kLists.end()) continue;
    const Result<void> read = read_default_roles(file.text, minor, segment);
    if (!read)
      return std::unexpected(Error(read.error()).context(fmt::format("knowledge/{}", file.path)));
  }
  return segment;
}

}  // namespace bulwark::scan
