// SPDX-License-Identifier: Apache-2.0
// Debian's security tracker: source package -> CVE -> release -> state. Its releases are code
// names, its packages sources, "0" as the fixed version means that the release never had the fault,
// and "unimportant" that Debian does not count it as one to mend.
#include <fmt/core.h>

#include <optional>

#include "knowledge/ecosystem.h"
#include "knowledge/feed_readers.h"
#include "knowledge/json_items.h"

namespace bulwark::knowledge {
namespace {

using formats::Value;
using model::AdvisoryState;
using model::AffectedPackage;
using model::VersionEvent;

std::string unstarred(std::string_view urgency) {
  while (urgency.ends_with('*')) urgency.remove_suffix(1);
  return std::string(urgency);
}

// What is told of one release. Without a fix: nodsa says whether one will come.
AdvisoryState state_of(const Value& release, std::string_view status, std::string_view fixed) {
  if (fixed == "0") return AdvisoryState::not_affected;
  if (status == "resolved" && !fixed.empty()) return AdvisoryState::fixed;
  if (release.text("urgency") == "end-of-life") return AdvisoryState::end_of_life;
  if (status == "undetermined") return AdvisoryState::under_investigation;
  return release.text("nodsa_reason") == "ignored" ? AdvisoryState::will_not_fix
                                                   : AdvisoryState::affected;
}

std::optional<AffectedPackage> release_of(std::string_view source, std::string_view codename,
                                          const Value& release) {
  const std::string_view status = release.text("status");
  const std::string_view fixed = release.text("fixed_version");
  const bool known = status == "resolved" || status == "open" || status == "undetermined";
  if (!known || (status == "resolved" && fixed.empty())) return std::nullopt;
  AffectedPackage out;
  out.ecosystem = debian_ecosystem(codename);
  out.package = source;
  out.names = model::PackageNames::source;
  out.state = state_of(release, status, fixed);
  const auto grade = model::vulnerability_severity_from(unstarred(release.text("urgency")));
  if (grade) out.severity = *grade;
  if (out.state == AdvisoryState::not_affected) return out;
  model::VersionRange range{{VersionEvent::Kind::introduced, "0"}};
  if (out.state == AdvisoryState::fixed) {
    range.push_back({VersionEvent::Kind::fixed, std::string(fixed)});
    out.fixed_version = fixed;
  }
  out.ranges.push_back(std::move(range));
  return out;
}

void take_cve(std::string_view source, std::string_view id, const Value& cve, FeedTaker& taker) {
  const std::string where = fmt::format("{} {}", source, id);
  const Value* releases = cve.find("releases");
  if (releases == nullptr || !releases->is_map())
    return taker.problem(where, "no releases are told");
  model::Advisory out;
  out.id = id;
  out.summary = one_line(cve.text("description"));
  out.urls.push_back(fmt::format("https://security-tracker.debian.org/tracker/{}", id));
  for (std::size_t i = 0; i < releases->size(); ++i) {
    const std::string_view codename = releases->shape()->keys[i];
    auto one = release_of(source, codename, releases->values()[i]);
    if (!one) {
      taker.problem(where, fmt::format("what is told of {} is not known", codename));
      continue;
    }
    out.affected.push_back(std::move(*one));
  }
  if (!out.affected.empty()) taker.advisory(std::move(out));
}

}  // namespace

Result<void> read_debian(std::string_view /*name*/, ByteSource& bytes, FeedTaker& taker) {
  JsonItems items(bytes, kMostOfRecord);
  JsonTexts texts;
  while (const auto item = TRY(items.next())) {
    if (item->key.empty())
      return fail(ErrorCode::malformed, "it is no map of packages: not the tracker's data");
    const auto value = texts.read(item->text);
    if (!value || !value->is_map()) {
      taker.problem(item->key, value ? "a package without CVEs" : value.error().text());
      continue;
    }
    for (std::size_t i = 0; i < value->size(); ++i)
      take_cve(item->key, value->shape()->keys[i], value->values()[i], taker);
  }
  return {};
}

}  // namespace bulwark::knowledge
