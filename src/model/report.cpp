// SPDX-License-Identifier: Apache-2.0
// Joined paths, fingerprints and counts of findings.
#include "model/report.h"

#include <fmt/core.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <numeric>

namespace bulwark::model {
namespace {

/// The item's path with container indexes replaced by names, so that reordering containers changes
/// nothing.
std::string stable_item(const Finding& finding) {
  const std::string& path = *finding.item;
  const std::size_t bracket = path.rfind('[');
  if (bracket == std::string::npos || path.find("ontainers[") == std::string::npos) return path;
  const formats::Value* at = &finding.resource->root;
  std::string out;
  std::size_t from = 0;
  while (from < path.size() && at != nullptr) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    const std::string_view step(path.data() + from, dot - from);
    from = dot + 1;
    const std::size_t open = step.find('[');
    at = at->find(step.substr(0, open));
    out.append(out.empty() ? "" : ".").append(step.substr(0, open));
    if (open == std::string_view::npos || at == nullptr) continue;
    const auto index = static_cast<std::size_t>(std::stoul(std::string(step.substr(open + 1))));
    at = index < at->items().size() ? &at->items()[index] : nullptr;
    const std::string_view name = at == nullptr ? std::string_view{} : at->text("name");
    out.append("[")
        .append(name.empty() ? step.substr(open + 1, step.size() - open - 2) : name)
        .append("]");
  }
  return at == nullptr ? path : out;
}

}  // namespace

std::string Finding::path() const {
  if (item->empty()) return detail->path;
  if (detail->path.empty()) return *item;
  return detail->path.front() == '[' ? *item + detail->path : *item + "." + detail->path;
}

std::string fingerprint(const Finding& finding, std::string_view cluster) {
  const Resource& resource = *finding.resource;
  std::string text = finding.control().id;
  const std::string item = stable_item(finding);
  for (const std::string_view part :
       {resource.api_version(), resource.kind(), resource.name_space(), resource.name(),
        std::string_view(item), std::string_view(finding.detail->path)}) {
    text.append("\n").append(part);
  }
  if (!cluster.empty()) text.append("\n").append(cluster);
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

std::uint64_t Tally::of(Severity severity) const {
  std::uint64_t sum = 0;
  for (const Layer layer : kLayers) sum += at(layer, severity);
  return sum;
}

std::uint64_t Tally::total() const {
  std::uint64_t sum = 0;
  for (const Severity severity : kSeverities) sum += of(severity);
  return sum;
}

Tally tally(const Report& report) {
  Tally out;
  for (const Finding& finding : report.findings) {
    if (finding.waived != nullptr) {
      ++out.waived;
      continue;
    }
    const Control& control = finding.control();
    ++out.counts.at(static_cast<std::size_t>(control.layer))
          .at(static_cast<std::size_t>(control.severity));
  }
  return out;
}

}  // namespace bulwark::model
